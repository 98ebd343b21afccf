import type { ComponentChildren } from "preact";
import { Icon } from "../controls/icon";
import { formatCount } from "../format";
import type { Row } from "../rows";
import { useView } from "./context";
import type { GridLayout, LaidColumn } from "./grid-layout";
import { useTable } from "./table-state";

export interface GridRowProps {
  layout: GridLayout;
  position: number;
  top: number;
  height: number;
  /** Columns to draw: those pinned, then those in sight. */
  pinned: LaidColumn[];
  columns: LaidColumn[];
  /** Width left out between the two. */
  before: number;
  /** Prefix of element ids, unique to this view. */
  uid: string;
}

/** Id of a cell's element, which the grid names as the one in focus. */
export function cellId(uid: string, row: number, column: number): string {
  return `${uid}-${row}-${column}`;
}

export function GridRow({ layout, position, top, height, pinned, columns, before, uid }: GridRowProps) {
  const state = useTable();
  const row = state.rows.get(position);
  const isSelected = row !== undefined && state.selectedSet.value.has(row.id);
  const focused = state.focused.value;
  const gutter = layout.gutter.value;
  const tick = row && <Tick position={position} isTicked={isSelected} />;
  let left = gutter;
  const cell = (laid: LaidColumn, isPinned: boolean) => {
    const drawn = (
      <GridCell
        key={laid.column.name}
        layout={layout}
        laid={laid}
        row={row}
        position={position}
        height={height}
        isFocused={focused.row === position && focused.column === laid.index}
        id={cellId(uid, position, laid.index)}
        {...(isPinned ? { pinnedAt: left } : {})}
      >
        {gutter === 0 && laid.index === 0 ? tick : null}
      </GridCell>
    );
    left += laid.width;
    return drawn;
  };
  return (
    <div
      class={`dv-row ${isSelected ? "is-selected" : ""} ${gutter === 0 ? "is-narrow" : ""}`}
      role="row"
      aria-rowindex={position + 2}
      aria-selected={isSelected}
      style={{ top: `${top}px`, height: `${height}px` }}
    >
      {gutter > 0 && (
        <div
          class={`dv-gutter ${focused.row === position ? "is-at" : ""}`}
          role="rowheader"
          aria-colindex={1}
          style={{ width: `${gutter}px` }}
        >
          <span class="dv-number">{formatCount(position + 1)}</span>
          {tick}
        </div>
      )}
      {pinned.map((laid) => cell(laid, true))}
      {before > 0 && <div role="presentation" style={{ flex: `0 0 ${before}px` }} />}
      {columns.map((laid) => cell(laid, false))}
    </div>
  );
}

/** The box that ticks a row; with Shift, all from where the range starts. */
export function Tick({ position, isTicked }: { position: number; isTicked: boolean }) {
  const state = useTable();
  return (
    <button
      type="button"
      class="dv-box"
      role="checkbox"
      tabIndex={-1}
      aria-checked={isTicked}
      aria-label={`Select row ${formatCount(position + 1)}`}
      title="Select; with Shift, all from the one before"
      onPointerDown={(event) => event.shiftKey && event.preventDefault()}
      onClick={(event) => {
        event.stopPropagation();
        if (event.shiftKey) state.picking.extend(position, position);
        else state.picking.toggle(position);
      }}
    >
      <Icon name="check" size={12} />
    </button>
  );
}

interface GridCellProps {
  layout: GridLayout;
  laid: LaidColumn;
  row: Row | undefined;
  position: number;
  height: number;
  isFocused: boolean;
  /** Distance from the left edge for a cell that stays there. */
  pinnedAt?: number;
  id: string;
  children?: ComponentChildren;
}

function GridCell({ layout, laid, row, position, height, isFocused, pinnedAt, id, children }: GridCellProps) {
  const state = useTable();
  const { viewer } = useView();
  const { column, panel, width, index, over } = laid;
  const isHere = row?.has(column.name);
  const value = isHere ? row?.cell(column.name) : undefined;
  const isPicture = panel.align === "picture";
  const open = ({ target }: Event) => {
    state.focused.value = { row: position, column: index };
    const item = (target as Element).closest<HTMLElement>("[data-item]")?.dataset.item;
    viewer.value = { column: column.name, position, ...(item ? { item: +item } : {}) };
  };
  const names = ["dv-cell", `dv-align-${panel.align}`];
  if (isFocused) names.push("is-focused");
  if (pinnedAt !== undefined) names.push("is-pinned");
  if (isHere && value === undefined && over.length === 0) names.push("is-absent");
  if (over.length > 0) names.push("is-stacked");
  const shown = (part: LaidColumn["over"][number], room: number) =>
    row?.has(part.column.name) ? (
      <part.panel.Cell
        column={part.column}
        value={row.cell(part.column.name)}
        row={row.id}
        cells={row}
        position={position}
        width={width}
        height={room}
        summary={state.summaries.value[part.column.name]}
      />
    ) : (
      <span class={`dv-skeleton dv-skeleton-${part.panel.align}`} />
    );
  const isOpenable = isPicture && Boolean(value);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter on the cell opens it, and the grid takes the keys
    <div
      id={id}
      class={names.join(" ")}
      role="gridcell"
      aria-colindex={index + layout.firstColumn}
      style={{ width: `${width}px`, left: pinnedAt === undefined ? undefined : `${pinnedAt}px` }}
      onPointerDown={(event) => {
        state.focused.value = { row: position, column: index };
        if (!event.shiftKey) state.picking.rest();
      }}
      onClick={isOpenable ? open : undefined}
      onDblClick={value && !isPicture && state.isRead(column) ? open : undefined}
    >
      {over.length === 0 && children}
      {over.map((part, at) => (
        <span key={part.column.name} class="dv-over">
          {at === 0 && children}
          {shown(part, 20)}
        </span>
      ))}
      {over.length === 0 ? (
        shown(laid, height)
      ) : (
        <span class="dv-under">{shown(laid, layout.plainHeight)}</span>
      )}
      {isOpenable && (
        <button
          type="button"
          class="dv-open"
          tabIndex={-1}
          title="Open (Enter)"
          aria-label="Open"
          onClick={open}
        >
          <Icon name="expand" />
        </button>
      )}
    </div>
  );
}
