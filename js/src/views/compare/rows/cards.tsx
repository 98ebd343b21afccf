import { useId, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { formatCount } from "../../../format";
import { isVisual } from "../../../panels/visual";
import { EmptyResult } from "../../empty-result";
import { ThumbTip, useRowsInSight } from "../../grid";
import { GridFoot } from "../../grid-foot";
import { useSummaries } from "../../grid-head";
import { follow, onRowKey, openPicture } from "../../grid-keys";
import { cellId, Tick } from "../../grid-row";
import { spaceHeight } from "../../grid-scroll";
import { type CompareState, useCompare } from "../compare-state";
import { isKeyColumn } from "../merged-columns";
import { CardsBar } from "./cards-bar";
import { type CardLine, CardsLayout } from "./cards-layout";
import { RowStandingLine, standingOf } from "./key-cell";
import { keyText } from "./key-text";
import "./cards.css";

const EMPTY_PX = 240;

/** Rows as cards: the columns of the grid below each other, a name and its lanes. */
export function Cards() {
  const state = useCompare();
  const layout = useMemo(() => new CardsLayout(state), [state]);
  const scroller = useRef<HTMLDivElement>(null);
  const uid = useId();
  useLayoutEffect(() => {
    const el = scroller.current;
    if (!el) return;
    const detach = layout.attach(el);
    layout.revealLine(Math.max(0, state.focused.peek().row));
    state.sight = layout;
    return () => {
      detach();
      state.sight = state.grid;
    };
  }, [layout, state]);
  useRowsInSight(layout);
  useSummaries(layout.columns.value.map(({ column }) => column.name));
  const matched = state.rows.matched.value;
  const { total } = layout.extent.value;
  const { first, last } = layout.inSight.value;
  const isEmpty = matched === 0 && !state.isLoading.value && state.info.value !== null;
  const focused = Math.max(0, state.focused.value.row);
  const isFocusDrawn = matched > 0 && focused >= first && focused < last;
  const height = layout.rowHeight.value;
  const base = layout.base.value;
  return (
    <>
      <CardsBar layout={layout} />
      <div
        ref={scroller}
        class="dv-grid dv-cards"
        role="grid"
        tabIndex={0}
        aria-label={`${state.info.value?.title ?? "Tables"}, ${formatCount(matched)} rows`}
        aria-rowcount={matched}
        aria-multiselectable="true"
        aria-busy={state.isLoading.value}
        aria-activedescendant={isFocusDrawn ? cellId(uid, focused, 0) : undefined}
        style={{ height: `${isEmpty ? EMPTY_PX : total}px` }}
        onKeyDown={(event) => {
          if (event.defaultPrevented || event.target !== event.currentTarget) return;
          if (!onCardKey(event, state, layout)) return;
          event.preventDefault();
          event.stopPropagation();
        }}
      >
        <div class="dv-grid-space" style={{ height: `${spaceHeight(total)}px` }}>
          {isEmpty ? (
            <div role="row">
              <div role="gridcell">
                <EmptyResult width={layout.width.value} />
              </div>
            </div>
          ) : (
            <div
              class="dv-grid-body"
              role="rowgroup"
              style={{ height: `${Math.min(layout.height.value, total)}px` }}
            >
              <ThumbTip layout={layout} />
              <div class="dv-grid-layer" role="presentation" style={layout.shift}>
                {Array.from({ length: Math.max(0, last - first) }, (_, offset) => (
                  <Card
                    key={first + offset}
                    layout={layout}
                    position={first + offset}
                    top={(first + offset - base) * height}
                    uid={uid}
                  />
                ))}
              </div>
            </div>
          )}
        </div>
      </div>
      <GridFoot layout={layout} />
    </>
  );
}

interface CardProps {
  layout: CardsLayout;
  position: number;
  top: number;
  uid: string;
}

function Card({ layout, position, top, uid }: CardProps) {
  const state = useCompare();
  const row = state.rows.get(position);
  const about = state.about.value;
  const isSelected = row !== undefined && state.selectedSet.value.has(row.id);
  const isFocused = state.focused.value.row === position;
  const key = state.columns.value.find((column) => isKeyColumn(column) && column.part === 0);
  const standing = about ? standingOf(row, about) : null;
  return (
    <div
      class={`dv-lane-card ${isSelected ? "is-selected" : ""} ${isFocused ? "is-focused" : ""}`}
      role="row"
      aria-rowindex={position + 1}
      aria-selected={isSelected}
      style={{ top: `${top}px`, height: `${layout.rowHeight.value}px` }}
      onPointerDown={(event) => {
        const from = state.focused.peek().row;
        state.focused.value = { ...state.focused.peek(), row: position };
        if (!event.shiftKey) state.picking.rest();
        else if (!(event.target as Element).closest("button")) state.picking.extend(from, position);
      }}
    >
      <div id={cellId(uid, position, 0)} class="dv-lane-card-title" role="gridcell">
        <b class="dv-text">
          {row ? (
            key ? (
              keyText(key, row.cell(key.name))
            ) : (
              `row ${formatCount(position + 1)}`
            )
          ) : (
            <span class="dv-skeleton" />
          )}
        </b>
        {standing && <RowStandingLine standing={standing} />}
        {row && <Tick position={position} isTicked={isSelected} />}
      </div>
      {layout.columns.value.map((line) => (
        <Line key={line.column.name} line={line} layout={layout} position={position} />
      ))}
    </div>
  );
}

function Line({ line, layout, position }: { line: CardLine; layout: CardsLayout; position: number }) {
  const state = useCompare();
  const row = state.rows.get(position);
  const { column, panel, height } = line;
  const isPicture = isVisual(column);
  const width = Math.max(120, layout.width.value - (isPicture ? 0 : 16 + 92));
  return (
    <div
      class={`dv-lane-card-line ${isPicture ? "is-picture" : ""}`}
      role="gridcell"
      style={{ height: `${height}px` }}
      onPointerDown={() => {
        state.focused.value = { row: position, column: line.index };
      }}
    >
      {!isPicture && (
        <small class="dv-text" title={column.name}>
          {column.name}
        </small>
      )}
      {row?.has(column.name) ? (
        <panel.Cell
          column={column}
          value={row.cell(column.name)}
          row={row.id}
          cells={row}
          position={position}
          width={width}
          height={height}
          summary={state.summaries.value[column.name]}
        />
      ) : (
        <span class="dv-skeleton" />
      )}
    </div>
  );
}

/** What the keys of the cards do; true when the key was one of them. */
function onCardKey(event: KeyboardEvent, state: CompareState, layout: CardsLayout): boolean {
  if (event.altKey) return false;
  const at = Math.max(0, state.focused.peek().row);
  const last = state.rows.matched.peek() - 1;
  const steps: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + layout.screenRows,
    PageUp: at - layout.screenRows,
    Home: 0,
    End: last,
  };
  const wanted = steps[event.key];
  if (wanted !== undefined && last >= 0) {
    const to = Math.max(0, Math.min(wanted, last));
    state.focused.value = { ...state.focused.peek(), row: to };
    layout.revealLine(to);
    follow(event, state, at, to);
    return true;
  }
  const picture = layout.columns.peek().find(({ column }) => isVisual(column));
  if (event.key === "Enter") return openPicture(state, at, picture?.column.name);
  return onRowKey(event, state, at);
}
