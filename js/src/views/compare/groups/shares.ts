import type { KeyValue } from "../../../wire";
import type { ValueCount } from "../wire";

/** A part of a bar of values. */
export interface ValueShare {
  /** Undefined for all values that have no part of their own. */
  value: ValueCount["value"] | undefined;
  count: number;
  /** Whether it is the value that the group is of. */
  isOwn: boolean;
}

/** Narrower parts say nothing and cannot be hit. */
const FEWEST_PX = 3;

/**
 * The most frequent values of a group in one table as parts of a bar: the group's own value first, then the most
 * frequent, and the others together where they would be too narrow.
 *
 * @param rows Rows of the table in the group.
 * @param width Of the whole bar, in px.
 */
export function sharesOf(
  top: readonly ValueCount[],
  rows: number,
  key: KeyValue | undefined,
  width: number,
): ValueShare[] {
  const parts = top.map(({ value, count }) => ({ value, count, isOwn: value !== null && value === key }));
  parts.sort((a, b) => Number(b.isOwn) - Number(a.isOwn) || b.count - a.count);
  const isWide = ({ count }: ValueShare) => (count / Math.max(1, rows)) * width >= FEWEST_PX;
  const shown: ValueShare[] = parts.filter((part) => part.isOwn || isWide(part));
  const rest = rows - shown.reduce((sum, { count }) => sum + count, 0);
  return rest > 0 ? [...shown, { value: undefined, count: rest, isOwn: false }] : shown;
}

/** What stands in a part: the value and its count, the count alone, or nothing, as there is room. */
export function shareLabel(
  name: string,
  count: string,
  width: number,
  measure: (text: string) => number,
): string {
  const long = `${name} ${count}`;
  if (measure(long) + 8 <= width) return long;
  return measure(count) + 6 <= width ? count : "";
}
