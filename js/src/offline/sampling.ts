/** Which points of a long line a screen needs, as `dsviz_widget/history/sampling.py` has it. */
import { firstAtOrAbove } from "../charts/line-math";

const KEPT_PER_COLUMN = 4;

/** The points of a rising x that lie in a range, its ends included: the first, and the one after the last. */
export function inside(x: Float64Array, range: readonly [number, number] | null): [number, number] {
  if (!range) return [0, x.length];
  const start = firstAtOrAbove(x, range[0]);
  let stop = firstAtOrAbove(x, range[1]);
  while (stop < x.length && x[stop] === range[1]) stop++;
  return [start, Math.max(start, stop)];
}

/** Of each column of the screen its first and last point, its lowest and highest, and the first that is no number;
 * all points where there are no more than `points`. Rising positions. */
export function sample(x: Float64Array, y: Float64Array, points: number): Int32Array {
  if (x.length <= points) return Int32Array.from(x.keys());
  const isWhole = y.every(Number.isFinite);
  const columns = Math.max(Math.floor(points / (isWhole ? KEPT_PER_COLUMN : KEPT_PER_COLUMN + 1)), 1);
  const kept = new Set<number>();
  const starts = columnStarts(x, columns);
  for (const [k, start] of starts.entries()) {
    const end = starts[k + 1] ?? x.length;
    kept.add(start).add(end - 1);
    let [low, high, hole] = [-1, -1, -1];
    for (let at = start; at < end; at++) {
      const value = y[at] as number;
      if (!Number.isFinite(value)) {
        if (hole < 0) hole = at;
        continue;
      }
      if (low < 0 || value < (y[low] as number)) low = at;
      if (high < 0 || value > (y[high] as number)) high = at;
    }
    for (const at of [low, high, hole]) if (at >= 0) kept.add(at);
  }
  return Int32Array.from(kept).sort();
}

/** Where each column that has points begins. */
function columnStarts(x: Float64Array, columns: number): number[] {
  const first = x[0] as number;
  const width = ((x[x.length - 1] as number) - first) / columns;
  const starts = new Set<number>();
  for (let column = 0; column < columns; column++) starts.add(firstAtOrAbove(x, first + column * width));
  return [...starts];
}
