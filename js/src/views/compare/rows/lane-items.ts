/** What the menu of a column of lanes has. */

import type { MenuItem } from "../../../controls/menu";
import { chosenPanel, panelFor, panelsFor, withPanel } from "../../../panels/registry";
import { isMedia } from "../../../panels/visual";
import { addClause, quoteName, showColumn, sortBy, sortOf } from "../../../query-edit";
import type { ColumnInfo } from "../../../wire";
import type { CompareState } from "../compare-state";
import type { Better } from "../difference";
import { laneName } from "../groups/axis";
import { sideNames } from "../lane";
import {
  differenceExpression,
  hasDifference,
  type LaneOrder,
  laneExpression,
  laneSortOf,
  ordersOf,
  sidesOf,
  sortByLane,
} from "../lane-sort";
import { isLaneColumn, type KeyColumn, type LaneColumn, type TableColumn } from "../merged-columns";

export function laneItems(state: CompareState, column: LaneColumn | KeyColumn | TableColumn): MenuItem[][] {
  if (!isLaneColumn(column)) return [keySorts(state, column), columnItems(state, column)];
  return [
    panelItems(state, column),
    sortItems(state, column),
    betterItems(state, column),
    filterItems(state, column),
    groupItems(state, column),
    columnItems(state, column),
  ];
}

function panelItems(state: CompareState, column: LaneColumn): MenuItem[] {
  const panels = panelsFor(column);
  if (panels.length < 2) return [];
  const choice = state.query.value.panels[column.name];
  const now = panelFor(column, choice).name;
  return panels.map(({ name, label, icon }) => ({
    icon,
    label: `Show as ${label.toLowerCase()}`,
    checked: (chosenPanel(choice, "cell") ?? now) === name || now === name,
    onPick: () =>
      state.edit((query) => ({
        ...query,
        panels: { ...query.panels, [column.name]: withPanel(query.panels[column.name], "cell", name) },
      })),
  }));
}

/** Sort by one table, by a difference, or by how large it is; picking the order that is turns it round. */
export function sortItems(state: CompareState, column: LaneColumn): MenuItem[] {
  if (column.kind === "image" || column.kind === "list" || column.kind === "struct") return [];
  const names = sideNames(state.about.value?.sides ?? []);
  const now = laneSortOf(state.query.value, column);
  const isText = column.kind === "text";
  const items = ordersOf(column).map((by): MenuItem => {
    const isNow = now?.by.side === by.side && now.by.of === by.of;
    const isFirstDown = by.of !== "value" || !isText;
    const descending = isNow ? !now.descending : isFirstDown;
    const ends = isText ? ["A to Z", "Z to A"] : ["smallest first", "largest first"];
    return {
      icon: descending ? "desc" : "asc",
      label: `Sort by ${orderWords(by, names)}, ${ends[Number(descending)]}`,
      onPick: () => state.edit((query) => sortByLane(query, column, by, descending)),
    };
  });
  if (now) {
    items.push({
      icon: "close",
      label: "Do not sort by this",
      onPick: () =>
        state.edit((query) => ({
          ...query,
          sort: query.sort.filter((_, at) => at !== laneSortOf(query, column)?.order),
        })),
    });
  }
  return items;
}

function orderWords({ side, of }: LaneOrder, names: readonly string[]): string {
  if (of === "value") return names[side] ?? "";
  const difference = `${names[side]} − ${names[0]}`;
  return of === "difference" ? difference : `|${difference}|`;
}

const BETTER: [Better, string, MenuItem["icon"]][] = [
  ["higher", "Higher is better", "asc"],
  ["lower", "Lower is better", "desc"],
  [null, "Neither is better", "minus"],
];

function betterItems(state: CompareState, column: LaneColumn): MenuItem[] {
  if (!hasDifference(column)) return [];
  const now = state.better(column.name);
  return BETTER.map(([better, label, icon]) => ({
    icon,
    label,
    checked: now === better,
    onPick: () => {
      const comparison = state.comparison.peek();
      state.comparison.value = { ...comparison, better: { ...comparison.better, [column.name]: better } };
    },
  }));
}

/** Rows where tables differ, and the start of a clause on one of them. */
function filterItems(state: CompareState, column: LaneColumn): MenuItem[] {
  const sides = sidesOf(column);
  const about = state.about.value;
  const names = sideNames(about?.sides ?? []);
  const write = (text: string) => () => {
    state.editing.value = { index: null, text };
  };
  const items: MenuItem[] = [];
  const [first, second] = sides;
  if (hasDifference(column)) {
    const side = sides.at(-1) as number;
    items.push({
      icon: "filter",
      label: `Filter by ${names[side]} − ${names[0]}`,
      onPick: write(`${differenceExpression(column, side)} > `),
    });
  }
  if (first !== undefined && second !== undefined && sides.length === 2 && column.kind !== "image") {
    const both = [about?.present[first], about?.present[second]].flatMap((name) =>
      name ? laneName(name) : [],
    );
    const differ = `${laneExpression(column, first)} != ${laneExpression(column, second)}`;
    items.push({
      icon: "changed",
      label: "Only rows where they differ",
      onPick: () => state.edit((query) => addClause(query, [...both, differ].join(" and "))),
    });
  }
  if (column.kind !== "image")
    items.push({
      icon: "filter",
      label: `Filter by ${column.name}`,
      keys: "F",
      onPick: write(`${state.expressionOf(column)}${isMedia(column) && !column.many ? "." : " "}`),
    });
  return items;
}

/** Each table grouped by its own value, on the tab of groups. */
function groupItems(state: CompareState, { name, kind }: LaneColumn): MenuItem[] {
  if (kind === "image" || kind === "struct") return [];
  const group = () => {
    state.comparedGroups.value = { ...state.comparedGroups.peek(), by: quoteName(name) };
    state.tab.value = "groups";
  };
  return [{ icon: "group", label: `Group tables by ${name}`, onPick: group }];
}

function keySorts(state: CompareState, { name, kind }: ColumnInfo): MenuItem[] {
  const ends = kind === "text" ? ["A to Z", "Z to A"] : ["smallest first", "largest first"];
  const items = ends.map(
    (words, at): MenuItem => ({
      icon: at === 0 ? "asc" : "desc",
      label: `Sort, ${words}`,
      onPick: () => state.edit((query) => sortBy(query, name, at === 1)),
    }),
  );
  if (!sortOf(state.query.value, name)) return items;
  const none = () => state.edit((query) => ({ ...query, sort: [] }));
  return [...items, { icon: "close", label: "As the tables have it", onPick: none }];
}

function columnItems(state: CompareState, { name }: ColumnInfo): MenuItem[] {
  const { grid } = state;
  const isPinned = grid.pinnedNames.value.includes(name);
  const items: MenuItem[] = [
    {
      icon: "pin",
      label: isPinned ? "Let go from the left" : "Pin to the left",
      keys: "P",
      onPick: () => grid.pin(name, !isPinned),
    },
    {
      icon: "copy",
      label: "Copy name",
      onPick: () => void navigator.clipboard?.writeText(name).catch(() => {}),
    },
  ];
  if (state.columns.value.length > 1) {
    const all = state.info.value?.columns.map((other) => other.name) ?? [];
    items.push({
      icon: "eye-off",
      label: "Hide",
      keys: "H",
      onPick: () => state.edit((query) => showColumn(query, all, name, false)),
    });
  }
  return items;
}
