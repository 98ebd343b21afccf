import { MenuButton } from "../../menu-button";
import { GroupByField } from "./group-by-field";
import { orders } from "./group-menus";
import type { GroupsView } from "./groups-view";

/** What tables are grouped by, and in which order the groups stand. */
export function GroupBar({ view }: { view: GroupsView }) {
  return (
    <div class="dv-cg-bar-line">
      <span class="dv-quiet">Grouped by</span>
      <GroupByField view={view} />
      {view.trait.value.by !== "" && (
        <>
          <small class="dv-quiet dv-cg-how dv-text">
            each table by its own value, so a row can sit in different groups
          </small>
          <span class="dv-grow" />
          <SortMenu view={view} />
        </>
      )}
    </div>
  );
}

function SortMenu({ view }: { view: GroupsView }) {
  const all = orders(view);
  const { sort } = view.trait.value;
  const chosen = all.find((order) => order.sort === sort)?.label ?? sort;
  return (
    <MenuButton
      class="dv-cg-sort"
      caret
      label={
        <>
          <small class="dv-quiet">Sorted by</small> <b class="dv-text">{chosen}</b>
        </>
      }
      menu="Sort groups by"
      menuWidth={300}
      items={() =>
        [all.slice(0, 3), all.slice(3, 5), all.slice(5)].map((part) =>
          part.map((order) => ({
            icon: order.sort.startsWith("-") || order.sort === "key" ? "asc" : "desc",
            label: order.label,
            checked: order.sort === sort,
            onPick: () => view.change({ sort: order.sort }),
          })),
        )
      }
    />
  );
}
