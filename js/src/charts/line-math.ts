/** Numbers behind line charts: which point, which range, which line. */

export type Range = readonly [number, number];

/** What is drawn of a line: `raw` and the band stand at the same x as `y`. */
export interface LineData {
  /** Rising. */
  x: Float64Array;
  y: Float64Array;
  /** The values as they were logged, where `y` is smoothed. */
  raw?: Float64Array | undefined;
  lo?: Float64Array | undefined;
  hi?: Float64Array | undefined;
  /** Where the edges of the band stand; at `x` unless given. */
  bandX?: Float64Array | undefined;
}

/** Index of the first x that is not below `value`; `x.length` where all are. */
export function firstAtOrAbove(x: Float64Array, value: number): number {
  let low = 0;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((x[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the x nearest to `value`, of two as near the earlier; -1 where there is none. */
export function nearestIndex(x: Float64Array, value: number): number {
  const after = firstAtOrAbove(x, value);
  if (after === 0) return x.length > 0 ? 0 : -1;
  if (after === x.length) return after - 1;
  return (x[after] as number) - value < value - (x[after - 1] as number) ? after : after - 1;
}

/** The value of a line at an x: of its nearest point, null where the line does not reach. */
export function valueAt(line: LineData, x: number, of: "y" | "raw" | "lo" | "hi" = "y"): number | null {
  const values = line[of];
  const places = of === "lo" || of === "hi" ? (line.bandX ?? line.x) : line.x;
  const at = nearestIndex(places, x);
  if (!values || at < 0) return null;
  const { length } = places;
  const first = places[0] as number;
  const last = places[length - 1] as number;
  // Half a step beyond its ends a line has no value.
  const slack = length > 1 ? (last - first) / (length - 1) / 2 : 0;
  if (x < first - slack || x > last + slack) return null;
  return values[at] as number;
}

/** Smallest and largest x of some lines; null where none has a point. */
export function extentOfX(lines: readonly LineData[]): Range | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { x } of lines) {
    if (x.length === 0) continue;
    low = Math.min(low, x[0] as number);
    high = Math.max(high, x[x.length - 1] as number);
  }
  return low <= high ? [low, high] : null;
}

/** Smallest and largest value that is drawn between two x; on a logarithmic axis of those above 0. */
export function extentOfY(lines: readonly LineData[], [from, to]: Range, isLog: boolean): Range | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const line of lines) {
    for (const of of ["y", "raw", "lo", "hi"] as const) {
      const values = line[of];
      if (!values) continue;
      const places = of === "lo" || of === "hi" ? (line.bandX ?? line.x) : line.x;
      // A point beyond either end, to which the line runs.
      const start = Math.max(0, firstAtOrAbove(places, from) - 1);
      const end = Math.min(places.length, firstAtOrAbove(places, to) + 1);
      for (let k = start; k < end; k++) {
        const value = values[k] as number;
        if (!Number.isFinite(value) || (isLog && value <= 0)) continue;
        if (value < low) low = value;
        if (value > high) high = value;
      }
    }
  }
  return low <= high ? [low, high] : null;
}

/** The axis for values from `low` to `high`: with some air, and from 0 where they come near it. */
export function axisRange([low, high]: Range, isLog: boolean): Range {
  if (isLog) {
    const air = low === high ? 2 : (high / low) ** 0.04;
    return [low / air, high * air];
  }
  if (low === high) {
    const air = Math.abs(low) * 0.1 || 1;
    return low > 0 ? [Math.max(0, low - air), high + air] : [low - air, high + air];
  }
  const air = (high - low) * 0.04;
  const isNearZero = low >= 0 && low <= high * 0.3;
  const isNearZeroBelow = high <= 0 && high >= low * 0.3;
  return [isNearZero ? 0 : low - air, isNearZeroBelow ? 0 : high + air];
}

/** A range around `center` that is `factor` times as long, inside of `whole`; null where it is all of it. */
export function scaleRange([low, high]: Range, center: number, factor: number, whole: Range): Range | null {
  const from = Math.max(whole[0], center - (center - low) * factor);
  const to = Math.min(whole[1], center + (high - center) * factor);
  return from <= whole[0] && to >= whole[1] ? null : [from, to];
}

/** The next logged x after (`by` 1) or before (-1) a place, over all lines; the place itself at the end. */
export function stepX(lines: readonly LineData[], from: number, by: 1 | -1): number {
  let best: number | null = null;
  for (const { x } of lines) {
    let at = firstAtOrAbove(x, from);
    if (by < 0) at--;
    else while (at < x.length && (x[at] as number) <= from) at++;
    const found = x[at];
    if (found === undefined) continue;
    if (best === null || Math.abs(found - from) < Math.abs(best - from)) best = found;
  }
  return best ?? from;
}

/** The logged x nearest to a place, over all lines. */
export function snapX(lines: readonly LineData[], place: number): number | null {
  let best: number | null = null;
  for (const { x } of lines) {
    const found = x[nearestIndex(x, place)];
    if (found !== undefined && (best === null || Math.abs(found - place) < Math.abs(best - place)))
      best = found;
  }
  return best;
}

/** The edges of a band that were logged as two lines, at the places of both. */
export function bandOf(
  low: LineData,
  high: LineData,
): { bandX: Float64Array; lo: Float64Array; hi: Float64Array } {
  const bandX = Float64Array.from([...new Set([...low.x, ...high.x])].sort((a, b) => a - b));
  const along = ({ x, y }: LineData) => bandX.map((place) => interpolate(x, y, place));
  return { bandX, lo: along(low), hi: along(high) };
}

/** Between two points a line is straight; beyond its ends it is nowhere. */
export function interpolate(x: Float64Array, y: Float64Array, place: number): number {
  const at = firstAtOrAbove(x, place);
  const after = x[at];
  if (after === undefined) return Number.NaN;
  if (after === place) return y[at] as number;
  if (at === 0) return Number.NaN;
  const before = x[at - 1] as number;
  const share = (place - before) / (after - before);
  return (y[at - 1] as number) * (1 - share) + (y[at] as number) * share;
}

/** The exponential moving average that TensorBoard and W&B draw, corrected for its begin at 0. */
export function smoothed(values: Float64Array, weight: number): Float64Array {
  if (weight <= 0) return values;
  let sum = 0;
  let share = 1;
  return values.map((value) => {
    // What is not a number stays as it is and counts for nothing.
    if (!Number.isFinite(value)) return value;
    sum = weight * sum + (1 - weight) * value;
    share *= weight;
    return sum / (1 - share);
  });
}
