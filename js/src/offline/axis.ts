/** The axis of a histogram, as `dsviz_widget/query/engines/axis.py` has it: where its bins begin and end. */
import { Instant, type Value } from "../query/index";

/** Equal bins from `low` to `high`; a bin holds its lower edge and not its upper one, and the last holds both. */
export interface Axis {
  low: number;
  high: number;
  bins: number;
  width: number;
  /** Of whole numbers, whose edges are whole. */
  isWhole: boolean;
}

export const EMPTY = -1;
export const NAN = -2;
export const INFINITE = -3;

/** An axis over values from `low` to `high` with at most `bins` bins. */
export function makeAxis(low: number, high: number, bins: number, integer: boolean): Axis {
  if (integer && Math.abs(low) < 2 ** 53 && Math.abs(high) < 2 ** 53) {
    const width = Math.ceil((high - low + 1) / bins);
    const used = Math.max(1, Math.ceil((high - low + 1) / width));
    return { low, high: low + used * width, bins: used, width, isWhole: true };
  }
  const one = { low, high, bins: 1, width: Number.POSITIVE_INFINITY, isWhole: false };
  if (low === high) return one;
  const span = Number.isFinite(high - low) ? high - low : high / 4 - low / 4;
  const width = span / bins;
  return width > 0 ? { low, high, bins, width, isWhole: false } : one;
}

/** The bin of a number, or why it has none. */
export function binOf(axis: Axis | null, value: number | null): number {
  if (value === null) return EMPTY;
  if (Number.isNaN(value)) return NAN;
  if (!Number.isFinite(value)) return INFINITE;
  if (axis === null) return 0;
  const isWide = !Number.isFinite(axis.high - axis.low);
  const from = isWide ? value / 4 - axis.low / 4 : value - axis.low;
  return Math.min(Math.floor(from / axis.width), axis.bins - 1);
}

/** The bin whose `edges` a number lies between; dividing rounds, so that one on an edge may be counted beside it. */
export function exactBinOf(axis: Axis, value: number): number {
  if (axis.bins === 1) return 0;
  const bin = binOf(axis, value);
  if (axis.isWhole) return bin;
  const edge = (at: number) => axis.low * (1 - at / axis.bins) + axis.high * (at / axis.bins);
  if (bin > 0 && value < edge(bin)) return bin - 1;
  return bin < axis.bins - 1 && value >= edge(bin + 1) ? bin + 1 : bin;
}

/** The `bins + 1` edges. */
export function edgesOf({ low, high, bins, width, isWhole }: Axis): number[] {
  if (isWhole) return Array.from({ length: bins + 1 }, (_, at) => low + at * width);
  const inner = Array.from({ length: bins }, (_, at) => low * (1 - at / bins) + high * (at / bins));
  return [...inner, high];
}

/** A cell as a double, as axes have it: points in time in seconds since 1970. */
export function asNumber(value: Value): number | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Instant) return Math.round(value.ms * 1000) / 1e6;
  return Number(value);
}

/** The least and the greatest finite value; null of none. */
export function boundsOf(values: Iterable<number | null>): [number, number] | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value === null || !Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : null;
}

/** An end of an axis as it is shown: points in time as ISO text, whole numbers whole. */
export function boundText(value: number | null, isDate: boolean): number | string | null {
  if (value === null || !isDate) return value;
  const whole = Math.trunc(value);
  // Apart, as doubles of that size have few digits for microseconds left.
  return isoText(whole * 1e6 + Math.round((value - whole) * 1e6));
}

/** Microseconds since 1970 as Python writes a moment in UTC. */
export function isoText(micros: number): string {
  const rest = ((micros % 1e6) + 1e6) % 1e6;
  const seconds = (micros - rest) / 1e6;
  const text = new Date(seconds * 1000).toISOString().slice(0, 19);
  const fraction = rest === 0 ? "" : `.${String(rest).padStart(6, "0")}`;
  return `${text}${fraction}+00:00`;
}
