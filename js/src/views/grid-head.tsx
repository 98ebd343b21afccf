import { useSignal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { Icon } from "../controls/icon";
import { isSortable, sortOf } from "../query-edit";
import type { ColumnInfo } from "../wire";
import { columnIcon, columnWords } from "./column-words";
import type { GridLayout, LaidColumn } from "./grid-layout";
import { cellId } from "./grid-row";
import { columnsInSight } from "./grid-scroll";
import { LazyHeadSummary } from "./lazy-heads";
import { LazyColumnMenu } from "./lazy-menus";
import { useTable } from "./table-state";

/** Names, figures and sort of the columns in sight; stays at the top. */
export function GridHead({ layout, uid }: { layout: GridLayout; uid: string }) {
  const state = useTable();
  const laid = layout.laid.value;
  const pinnedCount = layout.pinned.value;
  const pinned = laid.slice(0, pinnedCount);
  const free = laid.slice(pinnedCount);
  const sight = columnsInSight(
    free.map(({ width }) => width),
    layout.left.value,
    Math.max(200, layout.width.value - layout.leftOf(pinnedCount)),
  );
  const columns = free.slice(sight.first, sight.last);
  useSummaries([...pinned, ...columns].map(({ column }) => column.name));
  const focused = state.focused.value;
  const gutter = layout.gutter.value;
  const Head = state.Head ?? HeadCell;
  const head = (laid: LaidColumn) => (
    <Head
      key={laid.column.name}
      column={laid.column}
      width={laid.width}
      index={laid.index}
      layout={layout}
      over={laid.over.map(({ column }) => column.name)}
      id={cellId(uid, -1, laid.index)}
      isFocused={focused.row === -1 && focused.column === laid.index}
      {...(laid.index < pinnedCount ? { pinnedAt: layout.leftOf(laid.index) } : {})}
    />
  );
  return (
    <div class="dv-head" role="rowgroup">
      <div class="dv-head-row" role="row" aria-rowindex={1} aria-busy={laid.length === 0}>
        {gutter > 0 && (
          <div class="dv-gutter" role="columnheader" aria-colindex={1} style={{ width: `${gutter}px` }}>
            <TickAll layout={layout} />
          </div>
        )}
        {pinned.map(head)}
        {sight.before > 0 && <div role="presentation" style={{ flex: `0 0 ${sight.before}px` }} />}
        {columns.map(head)}
      </div>
    </div>
  );
}

/** Ticks all rows that match, or none. */
function TickAll({ layout }: { layout: GridLayout }) {
  const { picking, rows } = useTable();
  const { first, last } = layout.inSight.value;
  const share = picking.share(first, last);
  if (rows.matched.value === 0) return <span class="dv-hidden">Row</span>;
  const words = share === "none" ? "Select all rows (Ctrl A)" : "Select no rows";
  return (
    <button
      type="button"
      class="dv-box"
      role="checkbox"
      tabIndex={-1}
      aria-checked={share === "some" ? "mixed" : share === "all"}
      aria-label="Select all rows"
      title={words}
      onClick={() => {
        if (share === "none") picking.all();
        else picking.clear();
      }}
    >
      <Icon name={share === "some" ? "minus" : "check"} size={12} />
    </button>
  );
}

export interface HeadCellProps {
  column: ColumnInfo;
  width: number;
  /** Place among the shown columns. */
  index: number;
  /** Of the grid that it stands in, where its width and its place can be changed. */
  layout?: GridLayout;
  /** Names of columns whose values stand over this one's, in the same cells. */
  over?: string[];
  /** Distance from the left edge for a head that stays there. */
  pinnedAt?: number;
  id?: string;
  isFocused?: boolean;
  /** Whether it stands by itself, over no column of cells. */
  isAlone?: boolean;
  /** Of those that stand by themselves: whether Tab stops here. */
  isStop?: boolean;
}

/** Name, sort, figures and menu of one column. */
export function HeadCell(props: HeadCellProps) {
  const { column, width, index, layout, over = [], pinnedAt, id, isFocused, isAlone, isStop } = props;
  const state = useTable();
  const chevron = useRef<HTMLButtonElement>(null);
  const isOpen = useSignal(false);
  const sort = sortOf(state.query.value, column.name);
  const isGrouped = state.isGrouped;
  const isDerived = state.query.value.derive?.some(({ name }) => name === column.name) ?? false;
  const words = `${column.name}: ${isDerived ? "computed, " : ""}${columnWords(column)}`;
  const names = ["dv-head-cell"];
  if (pinnedAt !== undefined) names.push("is-pinned");
  if (isFocused) names.push("is-focused");
  if (isOpen.value) names.push("is-open");
  if (layout?.moving.value?.column === column.name) names.push("is-moving");
  const focusHead = () => {
    if (layout) state.focused.value = { row: -1, column: index };
  };
  const role = isAlone
    ? ({ role: "group" } as const)
    : ({
        role: "columnheader",
        "aria-colindex": index + (layout?.firstColumn ?? 2),
        "aria-sort": sort ? (sort.key.descending ? "descending" : "ascending") : "none",
      } as const);
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles take a name
    <div
      id={id}
      class={names.join(" ")}
      {...role}
      aria-label={[column.name, ...over].join(" and ")}
      style={{ width: `${width}px`, left: pinnedAt === undefined ? undefined : `${pinnedAt}px` }}
    >
      <button
        type="button"
        class="dv-head-name"
        tabIndex={isStop ? 0 : -1}
        disabled={isGrouped}
        title={
          isGrouped || !isSortable(column)
            ? words
            : `${words}; click to sort, Shift+click to sort by it as well`
        }
        onPointerDown={({ button, pointerType, clientX, currentTarget }) => {
          if (!layout || button !== 0 || pointerType === "touch") return;
          state.picking.do(({ dragColumn }) => dragColumn(currentTarget, clientX, layout, column.name));
        }}
        onClick={(event) => {
          focusHead();
          if (isSortable(column)) state.cycleSort(column, event.shiftKey);
        }}
      >
        <Icon name={isDerived ? "derived" : columnIcon(column)} size={14} />
        <span class="dv-text">{column.name}</span>
        {over.length > 0 && <small class="dv-quiet">and {over.join(", ")}</small>}
        {sort && (
          <span class="dv-sort">
            <Icon name={sort.key.descending ? "desc" : "asc"} />
            {state.query.value.sort.length > 1 && <small>{sort.order + 1}</small>}
          </span>
        )}
      </button>
      <LazyHeadSummary column={column} width={width - 16} />
      <button
        ref={chevron}
        type="button"
        class="dv-head-more"
        data-column-menu={index}
        tabIndex={isGrouped || isStop ? 0 : -1}
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
      {layout && <Resizer width={width} layout={layout} column={column.name} />}
    </div>
  );
}

export interface ResizerProps {
  width: number;
  layout: GridLayout;
  column: string;
}

/** The edge of a column: drag it, or double click for the width that its cells want. */
export function Resizer({ width, layout, column }: ResizerProps) {
  const start = useRef<{ x: number; width: number } | null>(null);
  const resize = (event: PointerEvent, isFinal: boolean) => {
    const from = start.current;
    if (!from) return;
    if (isFinal) start.current = null;
    // A press that did not move leaves the width to the view.
    if (!isFinal || width !== from.width) layout.resize(column, from.width + event.clientX - from.x, isFinal);
  };
  return (
    <span
      class="dv-resizer"
      aria-hidden="true"
      title="Drag to resize, double click to fit (Alt+arrows)"
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, width };
      }}
      onPointerMove={(event) => resize(event, false)}
      onPointerUp={(event) => resize(event, true)}
      onPointerCancel={(event) => resize(event, true)}
      onDblClick={() => layout.state.picking.do(({ fitColumn }) => fitColumn(layout, column))}
    />
  );
}

const PAUSE_MS = 60;

/** Ask for the figures of the columns in sight whenever the rows change. */
export function useSummaries(names: string[]): void {
  const state = useTable();
  const inSight = useSignal(names);
  if (names.join("\n") !== inSight.peek().join("\n")) inSight.value = names;
  const askedAt = useRef(-Infinity);
  useSignalEffect(() => {
    state.shown.value;
    const wanted = inSight.value;
    if (state.isLoading.value) return;
    const ask = () => {
      askedAt.current = performance.now();
      state.wantSummaries(wanted);
    };
    // While columns pass by, those that stay are asked for.
    if (askedAt.current + PAUSE_MS < performance.now()) return ask();
    const timer = setTimeout(ask, PAUSE_MS);
    return () => clearTimeout(timer);
  });
}
