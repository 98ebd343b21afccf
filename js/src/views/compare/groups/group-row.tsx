import type { ComparedGroup } from "../wire";
import { type CellOf, cellId } from "./cell";
import { type GroupColumn, linePx } from "./group-columns";
import type { GroupsView } from "./groups-view";
import { HistogramCell } from "./histogram-cell";
import { MeanCell } from "./mean-cell";
import { PicturesCell } from "./pictures-cell";
import { RowsCell } from "./rows-cell";
import { ValuesCell } from "./values-cell";

const CELLS = {
  rows: RowsCell,
  pictures: PicturesCell,
  histogram: HistogramCell,
  mean: MeanCell,
  values: ValuesCell,
};

export interface GroupRowProps {
  view: GroupsView;
  row: number;
  /** Place under the base of the lines, in px. */
  top: number;
  uid: string;
}

/** One group as a line of cells. */
export function GroupRow({ view, row, top, uid }: GroupRowProps) {
  const group = view.pages.get(row);
  const focused = view.focused.value;
  return (
    <div
      class="dv-cg-group"
      role="row"
      aria-rowindex={row + 2}
      style={{ transform: `translateY(${top}px)`, height: `${view.rowHeight.value}px` }}
    >
      {view.laid.value.map((column, at) => (
        // biome-ignore lint/a11y/useAriaPropsSupportedByRole: the role is one of two that stand in columns
        <div
          key={column.id}
          id={cellId(uid, row, at)}
          class={`dv-cg-cell is-${column.part} ${focused.row === row && focused.column === at ? "is-focused" : ""}`}
          role={column.part === "key" ? "rowheader" : "gridcell"}
          aria-colindex={at + 1}
          style={{ width: `${column.width}px` }}
          onPointerDown={() => {
            view.focused.value = { row, column: at };
          }}
        >
          {group ? (
            <Content view={view} group={group} row={row} at={at} column={column} />
          ) : (
            <span class="dv-skeleton" />
          )}
        </div>
      ))}
    </div>
  );
}

/** One group as a card: columns are lines, with their names at the left. */
export function GroupCard({ view, row, top, uid }: GroupRowProps) {
  const group = view.pages.get(row);
  const focused = view.focused.value;
  const tables = view.tables.value;
  const laid = view.laid.value;
  return (
    <div
      class="dv-cg-group is-card"
      role="row"
      aria-rowindex={row + 2}
      style={{ transform: `translateY(${top}px)`, height: `${view.rowHeight.value}px` }}
    >
      {laid.map((column, at) => {
        const isKey = column.part === "key";
        return (
          // biome-ignore lint/a11y/useAriaPropsSupportedByRole: the role is one of two that stand in columns
          <div
            key={column.id}
            id={cellId(uid, row, at)}
            class={`dv-cg-line is-${column.part} ${focused.row === row && focused.column === at ? "is-focused" : ""}`}
            role={isKey ? "rowheader" : "gridcell"}
            aria-colindex={at + 1}
            style={{ height: `${linePx(column.part, tables)}px` }}
            onPointerDown={() => {
              view.focused.value = { row, column: at };
            }}
          >
            {!isKey && (
              <small class="dv-quiet dv-text">
                {column.part === "rows"
                  ? "rows"
                  : column.part === "mean" && laid[at - 1]?.column === column.column
                    ? "mean ± sd"
                    : column.column?.name}
              </small>
            )}
            <span class="dv-cg-lane">
              {group ? (
                <Content view={view} group={group} row={row} at={at} column={column} />
              ) : (
                <span class="dv-skeleton" />
              )}
            </span>
          </div>
        );
      })}
    </div>
  );
}

interface ContentProps {
  view: GroupsView;
  group: ComparedGroup;
  row: number;
  at: number;
  column: GroupColumn;
}

function Content({ view, group, row, at, column }: ContentProps) {
  if (column.part === "key") {
    return (
      <button
        type="button"
        tabIndex={-1}
        class="dv-cg-key dv-text"
        title={`${group.label}: show its rows`}
        onClick={() => view.openRows(group)}
      >
        {group.key[0] === null ? (
          <span class="dv-null">empty</span>
        ) : group.label === "" ? (
          <span class="dv-code dv-quiet">""</span>
        ) : (
          group.label
        )}
      </button>
    );
  }
  const Cell = CELLS[column.part];
  const { value } = view.pointed;
  const pointed = value?.row === row && value.column === at ? value : null;
  const props: CellOf = { view, group, row, at, column, width: view.roomIn(column), pointed };
  return <Cell {...props} />;
}
