import { quoteName } from "../../query-edit";
import type { Query, SortKey } from "../../wire";
import type { CompareState } from "./compare-state";
import type { LaneColumn } from "./merged-columns";

/** What a column of lanes can be sorted by: the value of one table, or how far one is from the first. */
export type LaneOrder = { side: number; isDifference: boolean };

/** The expression of one table's value: `$1.acc`. */
export function laneExpression(name: string, side: number): string {
  return `$${side}.${quoteName(name)}`;
}

/** How far a table is from the first: `$1.acc - $0.acc`. */
export function differenceExpression(name: string, side: number): string {
  return `${laneExpression(name, side)} - ${laneExpression(name, 0)}`;
}

/** The order of rows by columns of lanes. */
export class LaneSort {
  constructor(private readonly state: CompareState) {}

  valueOf({ name }: LaneColumn, side: number): string {
    return laneExpression(name, side);
  }

  /** Whether differences of a column make sense: numbers that the first table has, too. */
  hasDifference({ kind, lanes }: LaneColumn): boolean {
    return kind === "number" && lanes[0] !== null && lanes.slice(1).some((lane) => lane !== null);
  }

  by(column: LaneColumn, { side, isDifference }: LaneOrder): string {
    return isDifference ? differenceExpression(column.name, side) : laneExpression(column.name, side);
  }

  /** The key of the order that is by this column, and what it goes by. */
  of(query: Query, column: LaneColumn): { key: SortKey; order: number; by: LaneOrder } | null {
    for (const [order, key] of query.sort.entries()) {
      for (const side of column.lanes.keys()) {
        for (const isDifference of [false, true]) {
          const by = { side, isDifference };
          if (key.by === this.by(column, by)) return { key, order, by };
        }
      }
    }
    return null;
  }

  sort(column: LaneColumn, by: LaneOrder, descending: boolean, add = false): void {
    const key = { by: this.by(column, by), descending };
    this.state.edit((query) => {
      const now = this.of(query, column);
      const others = query.sort.filter((_, at) => at !== now?.order);
      return { ...query, sort: add ? [...others, key] : [key] };
    });
  }

  /** The largest gain first, then the largest loss, then as the tables have it; what has no difference by its value. */
  cycle(column: LaneColumn, add: boolean): void {
    const isDifference = this.hasDifference(column);
    const last = column.lanes.findLastIndex((lane) => lane !== null);
    const by = { side: isDifference ? last : column.lanes.findIndex((lane) => lane !== null), isDifference };
    const now = this.of(this.state.query.peek(), column);
    const first = isDifference;
    if (!now) this.sort(column, by, first, add);
    else if (now.key.descending === first) this.sort(column, now.by, !first, add);
    else
      this.state.edit((query) => ({
        ...query,
        sort: add ? query.sort.filter((_, at) => at !== now.order) : [],
      }));
  }
}
