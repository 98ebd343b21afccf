import type { Query, SortKey } from "../../wire";
import type { CompareState } from "./compare-state";
import { laneName } from "./groups/axis";
import type { LaneColumn } from "./merged-columns";

/** What a column of lanes can be sorted by: the value of one table, how far it is from the first, or how far either
 * way. */
export interface LaneOrder {
  side: number;
  of: "value" | "difference" | "change";
}

/** The expression of one table's value: `$1.acc`. */
export function laneExpression({ lanes }: LaneColumn, side: number): string {
  const lane = lanes[side];
  return lane ? laneName(lane) : "null";
}

/** How far a table is from the first: `$1.acc - $0.acc`. */
export function differenceExpression(column: LaneColumn, side: number): string {
  return `${laneExpression(column, side)} - ${laneExpression(column, 0)}`;
}

/** Whether differences of a column make sense: numbers that the first table has, too. */
export function hasDifference({ kind, lanes }: LaneColumn): boolean {
  return kind === "number" && Boolean(lanes[0]) && lanes.slice(1).some(Boolean);
}

/** The tables that have a column. */
export function sidesOf({ lanes }: LaneColumn): number[] {
  return [...lanes.keys()].filter((side) => lanes[side] !== null);
}

/** The expression that rows are sorted by. */
export function orderExpression(column: LaneColumn, { side, of }: LaneOrder): string {
  if (of === "value") return laneExpression(column, side);
  const difference = differenceExpression(column, side);
  return of === "difference" ? difference : `abs(${difference})`;
}

/** All that rows can be sorted by in a column. */
export function ordersOf(column: LaneColumn): LaneOrder[] {
  const sides = sidesOf(column);
  const values = sides.map((side): LaneOrder => ({ side, of: "value" }));
  if (!hasDifference(column)) return values;
  const others = sides.filter((side) => side > 0);
  const differences = others.map((side): LaneOrder => ({ side, of: "difference" }));
  return [...differences, ...others.map((side): LaneOrder => ({ side, of: "change" })), ...values];
}

/** The key of an order. The largest loss first is the largest gain of the first table: what has no difference comes
 * last both ways. */
export function orderKey(column: LaneColumn, by: LaneOrder, descending: boolean): SortKey {
  if (by.of !== "difference" || descending) return { by: orderExpression(column, by), descending };
  const loss = `${laneExpression(column, 0)} - ${laneExpression(column, by.side)}`;
  return { by: loss, descending: true };
}

/** How rows are sorted by a column. */
export interface LaneSorted {
  by: LaneOrder;
  descending: boolean;
  /** Place among the keys of the query. */
  order: number;
}

/** How a query sorts by a column; null where it does not. */
export function laneSortOf(query: Query, column: LaneColumn): LaneSorted | null {
  const all = ordersOf(column);
  for (const [order, key] of query.sort.entries()) {
    for (const by of all) {
      if (orderExpression(column, by) === key.by) return { by, descending: key.descending, order };
      const loss = orderKey(column, by, false);
      if (loss.by === key.by) return { by, descending: key.descending !== loss.descending, order };
    }
  }
  return null;
}

/** Sort by a column, alone or (`add`) after the keys that are there. */
export function sortByLane(
  query: Query,
  column: LaneColumn,
  by: LaneOrder,
  descending: boolean,
  add = false,
): Query {
  const key = orderKey(column, by, descending);
  if (!add) return { ...query, sort: [key] };
  const now = laneSortOf(query, column);
  return { ...query, sort: [...query.sort.filter((_, at) => at !== now?.order), key] };
}

/** The largest gain first, then the largest loss, then as the tables have it; what has no difference by its value. */
export function cycleLaneSort(state: CompareState, column: LaneColumn, add: boolean): void {
  const sides = sidesOf(column);
  const isDifference = hasDifference(column);
  const by: LaneOrder = isDifference
    ? { side: sides.at(-1) ?? 1, of: "difference" }
    : { side: sides[0] ?? 0, of: "value" };
  state.edit((query) => {
    const now = laneSortOf(query, column);
    if (!now) return sortByLane(query, column, by, isDifference, add);
    const isFirstWay = now.descending === (now.by.of !== "value");
    if (isFirstWay) return sortByLane(query, column, now.by, !now.descending, add);
    return { ...query, sort: add ? query.sort.filter((_, at) => at !== now.order) : [] };
  });
}
