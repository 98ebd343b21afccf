import type { ComparisonInfo } from "./wire";

/** Where the bar of a table begins and ends, in px. */
export interface Bar {
  from: number;
  to: number;
}

/** What one end of a bar is at least, so that a few rows can be seen. */
const LEAST_PX = 14;

/** The bars of tables to scale: of two, what they share lies in the middle; of more, what all share lies at the left
 * and how many others a table has goes on from there. */
export function overlapBars(
  { sides, matching }: Pick<ComparisonInfo, "sides" | "matching">,
  width: number,
): Bar[] {
  const { in_all, total, only_in } = matching;
  const scale = (count: number) =>
    count === 0 ? 0 : Math.max(LEAST_PX, (count / Math.max(1, total)) * width);
  if (sides.length === 2) {
    const [first = 0, last = 0] = only_in.map(scale);
    if (in_all === 0) {
      const whole = Math.max(1, first + last);
      return [
        { from: 0, to: (first / whole) * width },
        { from: (first / whole) * width, to: width },
      ];
    }
    return [
      { from: 0, to: width - last },
      { from: first, to: width },
    ];
  }
  return sides.map(({ row_count }) => ({ from: 0, to: Math.min(width, scale(row_count)) }));
}
