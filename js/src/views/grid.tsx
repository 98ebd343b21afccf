import { type ReadonlySignal, signal, useSignalEffect } from "@preact/signals";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { formatCount } from "../format";
import { EmptyResult } from "./empty-result";
import { GridFoot } from "./grid-foot";
import { GridHead } from "./grid-head";
import { onGridKey } from "./grid-keys";
import { type GridLayout, HEAD_PX } from "./grid-layout";
import { cellId, GridRow } from "./grid-row";
import { columnsInSight, spaceHeight } from "./grid-scroll";
import type { ScrollWindow } from "./scroll-window";
import { useTable } from "./table-state";

/** Rows as cells: only those in sight exist. */
export function Grid() {
  const state = useTable();
  const { grid: layout } = state;
  const scroller = useRef<HTMLDivElement>(null);
  const uid = useId();
  useLayoutEffect(() => (scroller.current ? layout.attach(scroller.current) : undefined), [layout]);
  useRowsInSight(layout);

  const { total } = layout.extent.value;
  const matched = state.rows.matched.value;
  const width = layout.totalWidth.value;
  const isEmpty = matched === 0 && !state.isLoading.value && state.info.value !== null;
  const focused = state.focused.value;
  const { first, last } = layout.inSight.value;
  const isFocusDrawn =
    state.info.value !== null &&
    (focused.row < 0 || (!isEmpty && focused.row >= first && focused.row < last));
  return (
    <>
      <div
        ref={scroller}
        class="dv-grid"
        role="grid"
        tabIndex={0}
        aria-label={state.info.value ? `${state.info.value.title}, ${formatCount(matched)} rows` : "Table"}
        aria-rowcount={matched + 1}
        aria-colcount={layout.laid.value.length + layout.firstColumn - 1}
        aria-multiselectable="true"
        aria-busy={state.isLoading.value}
        aria-activedescendant={isFocusDrawn ? cellId(uid, focused.row, focused.column) : undefined}
        style={{ height: `${HEAD_PX + (isEmpty || state.info.value === null ? EMPTY_PX : total) + 14}px` }}
        onKeyDown={(event) => {
          if (event.defaultPrevented || event.target !== event.currentTarget) return;
          if (onGridKey(event, state, layout)) {
            event.preventDefault();
            event.stopPropagation();
          }
        }}
      >
        <div
          class="dv-grid-space"
          style={{ height: `${HEAD_PX + spaceHeight(total)}px`, width: `${width}px` }}
        >
          <GridHead layout={layout} uid={uid} />
          {state.info.value === null ? (
            <Waiting />
          ) : isEmpty ? (
            <div role="row">
              <div role="gridcell">
                <EmptyResult width={layout.width.value} />
              </div>
            </div>
          ) : (
            <GridBody layout={layout} uid={uid} />
          )}
          <Place layout={layout} />
        </div>
      </div>
      <GridFoot layout={layout} />
    </>
  );
}

const EMPTY_PX = 240;
const LINES = [72, 96, 64, 84, 72, 60];

/** Nothing is known yet: still shapes where rows will be, once waiting is worth a sign. */
function Waiting() {
  const { channel } = useTable();
  if (!channel.isSlow.value) return null;
  return (
    <div class="dv-waiting" aria-hidden="true">
      {LINES.map((width, line) => (
        <div key={line}>
          <span class="dv-skeleton" style={{ width: "24px" }} />
          <span class="dv-skeleton" style={{ width: `${width}px` }} />
          <span class="dv-skeleton" style={{ width: `${width * 1.4}px` }} />
        </div>
      ))}
    </div>
  );
}

function GridBody({ layout, uid }: { layout: GridLayout; uid: string }) {
  const { first, last } = layout.inSight.value;
  const base = layout.base.value;
  const height = layout.rowHeight.value;
  const laid = layout.laid.value;
  const pinnedCount = layout.pinned.value;
  const pinned = useSame(laid.slice(0, pinnedCount));
  const free = laid.slice(pinnedCount);
  const sight = columnsInSight(
    free.map(({ width }) => width),
    layout.left.value,
    Math.max(200, layout.width.value - layout.leftOf(pinnedCount)),
  );
  const columns = useSame(free.slice(sight.first, sight.last));
  const positions = Array.from({ length: Math.max(0, last - first) }, (_, at) => first + at);
  return (
    <div
      class="dv-grid-body"
      role="rowgroup"
      style={{ height: `${Math.min(layout.height.value, layout.extent.value.total)}px` }}
    >
      <ThumbTip layout={layout} />
      <div class="dv-grid-layer" role="presentation" style={layout.shift}>
        {positions.map((position) => (
          <GridRow
            key={position}
            layout={layout}
            position={position}
            top={(position - base) * height}
            height={height}
            pinned={pinned}
            columns={columns}
            before={sight.before}
            uid={uid}
          />
        ))}
      </div>
    </div>
  );
}

/** The line where a column that is held would go. */
function Place({ layout }: { layout: GridLayout }) {
  const moving = layout.moving.value;
  if (!moving) return null;
  const isPinned = moving.to < layout.pinned.value;
  const left = layout.leftOf(moving.to) + (isPinned ? layout.left.value : 0);
  return <i class="dv-place" style={{ left: `${left - 1}px` }} />;
}

/** Beside the scrollbar while it is held: the row at the top. */
export function ThumbTip({ layout, perLine = 1 }: { layout: ScrollWindow; perLine?: number }) {
  const at = layout.thumb.value;
  if (at === null) return null;
  const row = Math.round(layout.top.value / layout.rowHeight.value) * perLine + 1;
  return (
    <div class="dv-thumb-row" aria-hidden="true" style={{ width: `${layout.width.value}px` }}>
      <span style={{ top: `${at}px` }}>row {formatCount(row)}</span>
    </div>
  );
}

const ONE = signal(1);

/** Fetch the rows of the lines in sight, and start again at the top when there are others. */
export function useRowsInSight(layout: ScrollWindow, perLine: ReadonlySignal<number> = ONE): void {
  const state = useTable();
  useSignalEffect(() => {
    const { first, last } = layout.inSight.value;
    const count = perLine.value;
    state.rows.version.value;
    state.shown.value;
    if (last > first) state.rows.want(first * count, last * count);
  });
  const seen = useRef(state.rows.version.peek());
  useSignalEffect(() => {
    const version = state.rows.version.value;
    if (version === seen.current) return;
    seen.current = version;
    if (version > 1) layout.setTop(0);
  });
}

/** The earlier array while its items are the same, so that rows that did not change are not drawn again. */
export function useSame<T>(items: T[]): T[] {
  const kept = useRef(items);
  const isSame = kept.current.length === items.length && items.every((item, at) => item === kept.current[at]);
  if (!isSame) kept.current = items;
  return kept.current;
}
