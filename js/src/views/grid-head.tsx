import { useSignal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { Icon } from "../controls/icon";
import { cycleSort, sortOf } from "../query-edit";
import type { ColumnInfo } from "../wire";
import type { GridLayout, LaidColumn } from "./grid-layout";
import { cellId } from "./grid-row";
import { columnsInSight } from "./grid-scroll";
import { HeadSummary } from "./head-summary";
import { LazyColumnMenu } from "./lazy-menus";
import { useTable } from "./table-state";

/** Names, figures and sort of the columns in sight; stays at the top. */
export function GridHead({ layout, uid }: { layout: GridLayout; uid: string }) {
  const state = useTable();
  const laid = layout.laid.value;
  const pinnedCount = layout.pinned.value;
  const pinned = laid.slice(0, pinnedCount);
  const free = laid.slice(pinnedCount);
  const fixed = layout.gutter.value + pinned.reduce((sum, { width }) => sum + width, 0);
  const sight = columnsInSight(
    free.map(({ width }) => width),
    layout.left.value,
    Math.max(200, layout.width.value - fixed),
  );
  const columns = free.slice(sight.first, sight.last);
  useSummaries([...pinned, ...columns].map(({ column }) => column.name));
  const focused = state.focused.value;
  const head = (laid: LaidColumn, pinnedAt?: number) => (
    <HeadCell
      key={laid.column.name}
      column={laid.column}
      width={laid.width}
      index={laid.index}
      id={cellId(uid, -1, laid.index)}
      isFocused={focused.row === -1 && focused.column === laid.index}
      onResize={(width) => layout.resize(laid.column.name, width)}
      {...(pinnedAt === undefined ? {} : { pinnedAt })}
    />
  );
  return (
    <div class="dv-head" role="rowgroup">
      <div class="dv-head-row" role="row" aria-rowindex={1}>
        <div
          class="dv-gutter"
          role="columnheader"
          aria-colindex={1}
          aria-label="Row"
          style={{ width: `${layout.gutter.value}px` }}
        />
        {pinned.map((laid) => head(laid, layout.gutter.value))}
        {sight.before > 0 && <div role="presentation" style={{ flex: `0 0 ${sight.before}px` }} />}
        {columns.map((laid) => head(laid))}
      </div>
    </div>
  );
}

export interface HeadCellProps {
  column: ColumnInfo;
  width: number;
  /** Place among the shown columns. */
  index: number;
  /** Distance from the left edge for a head that stays there. */
  pinnedAt?: number;
  id?: string;
  isFocused?: boolean;
  onResize?(width: number): void;
}

/** Name, sort, figures and menu of one column. */
export function HeadCell({ column, width, index, pinnedAt, id, isFocused, onResize }: HeadCellProps) {
  const state = useTable();
  const chevron = useRef<HTMLButtonElement>(null);
  const isOpen = useSignal(false);
  const sort = sortOf(state.query.value, column.name);
  const isGrouped = state.isGrouped;
  const names = ["dv-head-cell"];
  if (pinnedAt !== undefined) names.push("is-pinned");
  if (isFocused) names.push("is-focused");
  if (isOpen.value) names.push("is-open");
  const focusHead = () => {
    if (!isGrouped) state.focused.value = { row: -1, column: index };
  };
  return (
    <div
      id={id}
      class={names.join(" ")}
      role="columnheader"
      aria-colindex={index + 2}
      aria-sort={sort ? (sort.key.descending ? "descending" : "ascending") : "none"}
      aria-label={column.name}
      style={{ width: `${width}px`, left: pinnedAt === undefined ? undefined : `${pinnedAt}px` }}
    >
      <button
        type="button"
        class="dv-head-name"
        tabIndex={-1}
        disabled={isGrouped}
        title={isGrouped ? column.name : `${column.name}: click to sort, Shift+click to sort by it as well`}
        onClick={(event) => {
          focusHead();
          state.edit((query) => cycleSort(query, column.name, event.shiftKey));
        }}
      >
        <Icon name={column.kind} size={14} />
        <span class="dv-text">{column.name}</span>
        {sort && (
          <span class="dv-sort">
            <Icon name={sort.key.descending ? "desc" : "asc"} />
            {state.query.value.sort.length > 1 && <small>{sort.order + 1}</small>}
          </span>
        )}
      </button>
      <HeadSummary column={column} width={width - 16} />
      <button
        ref={chevron}
        type="button"
        class="dv-head-more"
        data-column-menu={index}
        tabIndex={isGrouped ? 0 : -1}
        title="Column menu"
        aria-label={`Menu of ${column.name}`}
        aria-haspopup="menu"
        aria-expanded={isOpen.value}
        onClick={() => {
          focusHead();
          isOpen.value = !isOpen.value;
        }}
      >
        <Icon name="down" />
      </button>
      {isOpen.value && (
        <LazyColumnMenu
          column={column}
          anchor={chevron}
          onClose={() => {
            isOpen.value = false;
          }}
        />
      )}
      {onResize && <Resizer width={width} onResize={onResize} />}
    </div>
  );
}

function Resizer({ width, onResize }: { width: number; onResize(width: number): void }) {
  const start = useRef<{ x: number; width: number } | null>(null);
  const stop = () => {
    start.current = null;
  };
  return (
    <span
      class="dv-resizer"
      aria-hidden="true"
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, width };
      }}
      onPointerMove={(event) => {
        if (start.current) onResize(start.current.width + event.clientX - start.current.x);
      }}
      onPointerUp={stop}
      onPointerCancel={stop}
    />
  );
}

/** Ask for the figures of the columns in sight whenever the rows change. */
export function useSummaries(names: string[]): void {
  const state = useTable();
  const inSight = useSignal(names);
  if (names.join("\n") !== inSight.peek().join("\n")) inSight.value = names;
  useSignalEffect(() => {
    state.shown.value;
    if (!state.isLoading.value) state.wantSummaries(inSight.value);
  });
}
