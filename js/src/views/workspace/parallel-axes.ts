/** Numbers behind parallel coordinates: where a value stands on its axis, what a range keeps, and how to say it. */
import { formatNumber } from "../../format";
import { quoteName, quoteValue } from "../../query-edit";

export type Value = number | string | boolean | null;

export interface NumberAxis {
  kind: "number";
  name: string;
  low: number;
  high: number;
  isLog: boolean;
  /** Whether some runs have no value: they stand under the axis. */
  hasMissing: boolean;
}

export interface CategoryAxis {
  kind: "category";
  name: string;
  /** In the order of the axis, from the bottom; null is "not set". */
  values: (string | boolean | null)[];
}

export type Axis = NumberAxis | CategoryAxis;

/** A part of an axis, as places on it: 0 is its bottom, 1 its top. */
export type Span = readonly [number, number];

/** From this ratio on, numbers that are all above 0 stand on a logarithmic axis. */
const LOG_FROM = 100;
export const MOST_CATEGORIES = 12;
/** Where a run without a value stands, under an axis of numbers. */
export const MISSING_AT = -0.12;

/** The axis for the values of a column; null where they differ too much to be read, or there is none. */
export function makeAxis(name: string, values: readonly Value[]): Axis | null {
  const numbers = values.filter(
    (value): value is number => typeof value === "number" && Number.isFinite(value),
  );
  const others = values.filter((value) => typeof value === "string" || typeof value === "boolean");
  if (numbers.length > 0 && others.length === 0) {
    let low = numbers[0] as number;
    let high = low;
    for (const value of numbers) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    return {
      kind: "number",
      name,
      low,
      high,
      isLog: low > 0 && high / low >= LOG_FROM,
      hasMissing: numbers.length < values.length,
    };
  }
  const texts = values.map((value) => (typeof value === "number" ? formatNumber(value) : value));
  const distinct = [...new Set(texts)];
  if (others.length === 0 || distinct.length > MOST_CATEGORIES) return null;
  distinct.sort((a, b) => (a === null ? -1 : b === null ? 1 : String(a) < String(b) ? 1 : -1));
  return { kind: "category", name, values: distinct };
}

/** Where a value stands. */
export function placeOf(axis: Axis, value: Value): number {
  if (axis.kind === "category") {
    const text = typeof value === "number" ? formatNumber(value) : value;
    return placeOfCategory(axis, axis.values.indexOf(text));
  }
  if (typeof value !== "number" || !Number.isFinite(value)) return MISSING_AT;
  const { low, high, isLog } = axis;
  if (low === high) return 0.5;
  return isLog ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
}

/** Categories stand apart from each other and from the ends. */
export function placeOfCategory({ values }: CategoryAxis, index: number): number {
  return values.length < 2 ? 0.5 : 0.05 + (0.9 * index) / (values.length - 1);
}

/** The value at a place of an axis of numbers. */
export function valueAt({ low, high, isLog }: NumberAxis, place: number): number {
  const at = Math.max(0, Math.min(1, place));
  return isLog ? low * (high / low) ** at : low + (high - low) * at;
}

export function isKept(axis: Axis, value: Value, [from, to]: Span): boolean {
  const place = placeOf(axis, value);
  return place >= from - 1e-9 && place <= to + 1e-9;
}

/** A number with as many digits as the axis has use for: about a thousand steps. */
export function rounded(axis: NumberAxis, value: number): number {
  if (axis.isLog) return Number(value.toPrecision(3));
  const step = (axis.high - axis.low) / 1000;
  if (!(step > 0)) return value;
  return Number(value.toFixed(Math.max(0, Math.min(15, -Math.floor(Math.log10(step))))));
}

/** A part of an axis as a clause of the query; null where it keeps everything. */
export function clauseOf(axis: Axis, span: Span): string | null {
  const name = quoteName(axis.name);
  if (axis.kind === "category") {
    const kept = axis.values.filter((_, index) => {
      const place = placeOfCategory(axis, index);
      return place >= span[0] && place <= span[1];
    });
    if (kept.length === axis.values.length) return null;
    const words = kept.filter((value) => value !== null);
    const parts = [
      ...(words.length === 1 ? [`${name} = ${quoteValue(words[0] as string | boolean)}`] : []),
      ...(words.length > 1 ? [`${name} in [${words.map(quoteValue).join(", ")}]`] : []),
      ...(kept.includes(null) ? [`${name} is null`] : []),
    ];
    return parts.length > 0 ? parts.join(" or ") : null;
  }
  const [from, to] = span;
  const low = from > 0 ? `${name} >= ${rounded(axis, valueAt(axis, from))}` : "";
  const high = to < 1 ? `${name} <= ${rounded(axis, valueAt(axis, to))}` : "";
  return low && high ? `${low} and ${high}` : low || high || null;
}

/** A part of an axis in words: "≤ 3.278". */
export function spanInWords(axis: Axis, span: Span): string {
  if (axis.kind === "category") {
    const kept = axis.values.filter((_, index) => {
      const place = placeOfCategory(axis, index);
      return place >= span[0] && place <= span[1];
    });
    return kept.length === 0
      ? "none"
      : kept.map((value) => (value === null ? "not set" : String(value))).join(", ");
  }
  const [from, to] = span;
  const write = (place: number) => formatNumber(rounded(axis, valueAt(axis, place)));
  if (from > 0 && to < 1) return `${write(from)} to ${write(to)}`;
  return from > 0 ? `≥ ${write(from)}` : to < 1 ? `≤ ${write(to)}` : "all";
}

/** The line of a run through all axes, as an SVG path: flat at each axis, smooth between them. */
export function pathThrough(places: readonly (readonly [x: number, y: number])[]): string {
  return places
    .map(([x, y], at) => {
      const before = places[at - 1];
      if (!before) return `M${x} ${y}`;
      const bend = (x - before[0]) * 0.42;
      return `C${before[0] + bend} ${before[1]} ${x - bend} ${y} ${x} ${y}`;
    })
    .join("");
}

/** A list with one item moved to another place. */
export function moved<T>(items: readonly T[], from: number, to: number): T[] {
  const next = [...items];
  const [item] = next.splice(from, 1);
  if (item !== undefined) next.splice(Math.max(0, Math.min(to, next.length)), 0, item);
  return next;
}
