import type { MenuItem } from "../../../controls/menu";
import { quoteName, showColumn } from "../../../query-edit";
import type { ComparedPanel } from "../wire";
import { describedColumns, type GroupColumn, panelOf } from "./group-columns";
import type { GroupsView } from "./groups-view";

/** An order of the groups, in words. */
export interface Order {
  sort: string;
  label: string;
}

/** All orders that groups can have. */
export function orders(view: GroupsView): Order[] {
  const { by } = view.trait.value;
  const columns = describedColumns({ columns: view.state.columns.value, by, keys: [] });
  return [
    { sort: "change", label: "largest change in rows" },
    { sort: "rows", label: "most rows" },
    { sort: "-rows", label: "fewest rows" },
    { sort: "key", label: `${by}, rising` },
    { sort: "-key", label: `${by}, falling` },
    ...columns
      .filter(({ kind }) => kind === "number")
      .map(({ name }) => ({ sort: meanOf(name), label: `largest difference of mean ${name}` })),
  ];
}

/** The order by the difference of a column's means. */
export function meanOf(name: string): string {
  return `mean(${quoteName(name)})`;
}

const PANELS: [ComparedPanel, string, "histogram" | "mean" | "list"][] = [
  ["histogram", "Histogram", "histogram"],
  ["mean", "Mean with spread", "mean"],
  ["both", "Histogram and mean", "list"],
];

/** What the menu of a head has: how the column is shown, how groups are sorted by it, and a way to hide it. */
export function headItems(view: GroupsView, { part, column }: GroupColumn): MenuItem[][] {
  const { panels, sort } = view.trait.value;
  const sortItem = (order: Order, icon: MenuItem["icon"], label: string): MenuItem => ({
    icon,
    label,
    checked: sort === order.sort,
    onPick: () => view.change({ sort: order.sort }),
  });
  const order = (name: string) => ({ sort: name, label: name });
  if (part === "key")
    return [
      [
        sortItem(order("key"), "asc", "Sort, smallest or A first"),
        sortItem(order("-key"), "desc", "Sort, largest or Z first"),
      ],
    ];
  if (part === "rows")
    return [
      [
        sortItem(order("change"), "changed", "Sort, largest change first"),
        sortItem(order("rows"), "desc", "Sort, most rows first"),
        sortItem(order("-rows"), "asc", "Sort, fewest rows first"),
      ],
    ];
  if (!column) return [];
  const { name, kind } = column;
  const all = view.state.columns.value;
  const hide: MenuItem = {
    icon: "eye-off",
    label: "Hide",
    onPick: () =>
      view.state.edit((query) =>
        showColumn(query, view.state.info.peek()?.columns.map((other) => other.name) ?? [], name, false),
      ),
  };
  if (part !== "histogram" && part !== "mean") return [[hide]];
  const numbers = describedColumns({ columns: all, by: view.trait.value.by, keys: [] }).filter(
    (other) => other.kind === "number" || other.kind === "timestamp",
  ).length;
  const chosen = panelOf(column, panels, numbers);
  const showItems = PANELS.map(
    ([panel, label, icon]): MenuItem => ({
      icon,
      label,
      checked: panel === chosen,
      onPick: () => view.change({ panels: { ...view.trait.peek().panels, [name]: panel } }),
    }),
  );
  const sortItems =
    kind === "number"
      ? [sortItem(order(meanOf(name)), "desc", "Sort, largest difference of means first")]
      : [];
  return [showItems, sortItems, [hide]];
}
