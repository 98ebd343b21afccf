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
  const number = formatCount(position + 1);
  const cell = (laid: LaidColumn, isPinned: boolean) => (
    <GridCell
      key={laid.column.name}
      layout={layout}
      laid={laid}
      row={row}
      position={position}
      height={height}
      isFocused={focused.row === position && focused.column === laid.index}
      isPinned={isPinned}
      id={cellId(uid, position, laid.index)}
    />
  );
  return (
    <div
      class={`dv-row ${isSelected ? "is-selected" : ""}`}
      role="row"
      aria-rowindex={position + 2}
      aria-selected={isSelected}
      style={{ top: `${top}px`, height: `${height}px` }}
    >
      <div class="dv-gutter" role="rowheader" aria-colindex={1} style={{ width: `${layout.gutter.value}px` }}>
        <span class="dv-number">{number}</span>
        {row && (
          <button
            type="button"
            class="dv-box"
            role="checkbox"
            tabIndex={-1}
            aria-checked={isSelected}
            aria-label={`Select row ${number}`}
            onClick={() => state.toggleSelected(row.id)}
          >
            <Icon name="check" size={12} />
          </button>
        )}
      </div>
      {pinned.map((laid) => cell(laid, true))}
      {before > 0 && <div role="presentation" style={{ flex: `0 0 ${before}px` }} />}
      {columns.map((laid) => cell(laid, false))}
    </div>
  );
}

interface GridCellProps {
  layout: GridLayout;
  laid: LaidColumn;
  row: Row | undefined;
  position: number;
  height: number;
  isFocused: boolean;
  isPinned: boolean;
  id: string;
}

function GridCell({ layout, laid, row, position, height, isFocused, isPinned, id }: GridCellProps) {
  const state = useTable();
  const { viewer } = useView();
  const { column, panel, width, index } = laid;
  const isHere = row?.has(column.name);
  const value = isHere ? row?.cell(column.name) : undefined;
  const isPicture = panel.align === "picture";
  const open = () => {
    state.focused.value = { row: position, column: index };
    viewer.value = { column: column.name, position };
  };
  const names = ["dv-cell", `dv-align-${panel.align}`];
  if (isFocused) names.push("is-focused");
  if (isPinned) names.push("is-pinned");
  if (isHere && value === undefined) names.push("is-absent");
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter on the cell opens it, and the grid takes the keys
    <div
      id={id}
      class={names.join(" ")}
      role="gridcell"
      aria-colindex={index + 2}
      style={{ width: `${width}px`, left: isPinned ? `${layout.gutter.value}px` : undefined }}
      onPointerDown={() => {
        state.focused.value = { row: position, column: index };
      }}
      onClick={isPicture && value ? open : undefined}
    >
      {!isHere ? (
        <span class={`dv-skeleton dv-skeleton-${panel.align}`} />
      ) : (
        <panel.Cell
          column={column}
          value={value}
          row={row?.id ?? 0}
          width={width}
          height={height}
          summary={state.summaries.value[column.name]}
        />
      )}
      {isPicture && value ? (
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
      ) : null}
    </div>
  );
}
