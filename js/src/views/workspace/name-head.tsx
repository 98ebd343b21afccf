import { Icon } from "../../controls/icon";
import { formatCount } from "../../format";
import { cycleSort, sortOf } from "../../query-edit";
import type { HeadCellProps } from "../grid-head";
import { useTable } from "../table-state";
import { useWorkspace } from "./workspace-state";

/** Over the names of runs: the sort, and how many of them are drawn. */
export function NameHead({ column, width, index, layout, pinnedAt, id, isFocused }: HeadCellProps) {
  const state = useTable();
  const workspace = useWorkspace();
  const sort = sortOf(state.query.value, column.name);
  const names = ["dv-head-cell dv-name-head"];
  if (pinnedAt !== undefined) names.push("is-pinned");
  if (isFocused) names.push("is-focused");
  const shown = Object.keys(workspace.drawn ?? {});
  const total = workspace.order.value.length;
  return (
    <div
      id={id}
      class={names.join(" ")}
      role="columnheader"
      aria-colindex={index + (layout?.firstColumn ?? 1)}
      aria-sort={sort ? (sort.key.descending ? "descending" : "ascending") : "none"}
      aria-label={column.name}
      style={{ width: `${width}px`, left: pinnedAt === undefined ? undefined : `${pinnedAt}px` }}
    >
      <button
        type="button"
        class="dv-head-name"
        tabIndex={-1}
        title="Name of the run; click to sort"
        onClick={(event) => {
          state.focused.value = { row: -1, column: index };
          state.edit((query) => cycleSort(query, column.name, event.shiftKey));
        }}
      >
        <span class="dv-text">{column.name}</span>
        {sort && (
          <span class="dv-sort">
            <Icon name={sort.key.descending ? "desc" : "asc"} />
          </span>
        )}
      </button>
      <small class="dv-quiet">
        {total > 0 && `${formatCount(shown.length)} shown of ${formatCount(total)}`}
      </small>
      <button
        type="button"
        class="dv-link"
        tabIndex={-1}
        title={shown.length > 0 ? "Hide all runs from charts" : "Show the first eight runs"}
        onClick={() => {
          if (shown.length > 0) workspace.shownRuns.value = {};
          else workspace.showFirst();
        }}
      >
        {shown.length > 0 ? "Hide all" : "Show first 8"}
      </button>
    </div>
  );
}
