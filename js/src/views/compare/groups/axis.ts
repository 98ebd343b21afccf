import { boundNumber, formatNumber, formatTime } from "../../../format";
import { quoteName } from "../../../query-edit";
import type { ComparedAxis } from "../wire";

/** The axis of a column's histograms, the same in all groups and tables. Points in time are milliseconds since 1970. */
export interface BinAxis {
  low: number;
  /** Where the last bin ends. */
  high: number;
  isTime: boolean;
  isInteger: boolean;
}

export function axisOf({ low, high, kind, integer }: ComparedAxis): BinAxis {
  return {
    low: boundNumber(low),
    high: boundNumber(high),
    isTime: kind === "timestamp",
    isInteger: integer,
  };
}

/** A place on the axis as a share of its length, from 0 to 1. */
export function shareOn({ low, high }: BinAxis, value: number): number {
  return high > low ? Math.max(0, Math.min(1, (value - low) / (high - low))) : 0.5;
}

/** The ends of the bins `first` to `last`; of whole numbers the first and the last one in them. */
export function edgesOf(axis: BinAxis, bins: number, first: number, last: number): [number, number] {
  const step = (axis.high - axis.low) / Math.max(1, bins);
  const [from, to] = [axis.low + first * step, axis.low + (last + 1) * step];
  return axis.isInteger ? [Math.ceil(from), Math.max(Math.ceil(from), Math.ceil(to) - 1)] : [from, to];
}

/** What the bins hold, in words: "8.4 to 9", or one whole number. */
export function binWords(axis: BinAxis, bins: number, first: number, last: number): string {
  const [from, to] = edgesOf(axis, bins, first, last);
  const digits = 1 - Math.floor(Math.log10((axis.high - axis.low) / Math.max(1, bins) || 1));
  const write = (value: number) => {
    if (axis.isTime) return formatTime(Math.round(value));
    if (axis.isInteger || digits > 6 || Math.abs(value) >= 1e6) return formatNumber(value);
    return formatNumber(Number(value.toFixed(Math.max(0, digits))))
      .replace(/(\.\d*?)0+$/, "$1")
      .replace(/\.$/, "");
  };
  return from === to ? write(from) : `${write(from)} to ${write(to)}`;
}

/** A column of the compared rows, "0.margin", as expressions name it: `$0.margin`. */
export function laneName(lane: string): string {
  const [, side = "", name = ""] = /^(\d+)\.(.*)$/s.exec(lane) ?? [];
  return side !== "" && quoteName(name) === name ? `$${side}.${name}` : quoteName(lane);
}

/**
 * The clause that keeps the rows whose value is in the bins `first` to `last`, in any of the tables. The last bin of
 * the axis has its upper end, as the engine counts it; all others end before theirs.
 */
export function intervalClause(
  lanes: readonly string[],
  axis: BinAxis,
  bins: number,
  first: number,
  last: number,
): string {
  const [from, to] = edgesOf(axis, bins, first, last);
  const step = (axis.high - axis.low) / Math.max(1, bins);
  const write = (value: number, round: "floor" | "ceil" | "round") => literal(axis, value, step, round);
  const isLast = last >= bins - 1;
  const parts = lanes.map(laneName).map((name) => {
    if (axis.isInteger) return from === to ? `${name} = ${from}` : `${name} >= ${from} and ${name} <= ${to}`;
    const low = write(from, first === 0 ? "floor" : "round");
    const high = write(to, isLast ? "ceil" : "round");
    return `${name} >= ${low} and ${name} ${isLast ? "<=" : "<"} ${high}`;
  });
  return parts.length > 1 ? parts.map((part) => `(${part})`).join(" or ") : (parts[0] ?? "");
}

/** A value with no more digits than tell one bin from the next a thousand times over. */
function literal(axis: BinAxis, value: number, step: number, how: "floor" | "ceil" | "round"): string {
  if (axis.isTime) return `date("${new Date(Math[how](value)).toISOString().slice(0, 23)}")`;
  const digits = Math.max(0, Math.min(15, 3 - Math.floor(Math.log10(step || 1))));
  const scaled = value * 10 ** digits;
  const rounded = Number.isFinite(scaled) ? Math[how](scaled) / 10 ** digits : value;
  return `${Number(rounded.toFixed(digits)) + 0}`;
}
