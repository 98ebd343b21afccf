import { boundNumber } from "../format";
import { addClause, changeClause, removeClause } from "../query-edit";
import type { Clause, Query } from "../wire";

/** The axis under a histogram. Points in time are milliseconds since 1970. */
export interface RangeAxis {
  /** What is counted, as an expression. */
  of: string;
  isTime: boolean;
  isInteger: boolean;
  min: number;
  /** Where the last bin ends. */
  end: number;
  bins: number;
}

export type Range = [number, number];

const NUMBER = "(-?[\\d.]+(?:e[+-]?\\d+)?)";
const DATE = 'date\\("([^"]+)"\\)';
const DAY_MS = 86_400_000;
/** Units that a range of time is rounded to, and how much of an ISO text says them. */
const UNITS: [ms: number, letters: number][] = [
  [DAY_MS, 10],
  [60_000, 16],
  [1000, 19],
  [1, 23],
];
/** A hand aims no finer than this part of an axis. */
const AIM = 200;

/** The range that a clause gives to an expression, if that is all it says. */
export function rangeIn(text: string, of: string): Range | null {
  const name = of.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const match = (value: string) => new RegExp(`^${name} >= ${value} and ${name} <= ${value}$`).exec(text);
  const numbers = match(NUMBER);
  if (numbers) return [Number(numbers[1]), Number(numbers[2])];
  const dates = match(DATE);
  const range: Range | null = dates && [boundNumber(dates[1] ?? ""), boundNumber(dates[2] ?? "")];
  return range?.some(Number.isNaN) ? null : range;
}

/** The clause for a range, with no more digits than a hand can aim; outwards, so that both ends are inside. */
export function rangeClause(axis: RangeAxis, from: number, to: number): string {
  const [low, high] = written(axis, Math.min(from, to), Math.max(from, to));
  return `${axis.of} >= ${low} and ${axis.of} <= ${high}`;
}

function written({ min, end, isInteger, isTime }: RangeAxis, from: number, to: number): [string, string] {
  const length = end - min;
  if (isTime) {
    const [unit, letters] = UNITS.find(([ms]) => length / AIM >= ms) ?? [1, 23];
    const write = (ms: number) => `date("${isoTime(ms).slice(0, letters)}")`;
    return [write(Math.floor(from / unit) * unit), write(Math.ceil(to / unit) * unit)];
  }
  if (isInteger) {
    const [low, high] = [Math.ceil(from), Math.floor(to)];
    return [`${Math.min(low, high)}`, `${Math.max(low, high)}`];
  }
  const digits = Math.max(0, Math.min(12, 2 - Math.floor(Math.log10(length || 1))));
  const rounded = (round: (value: number) => number, value: number) =>
    Number((round(value * 10 ** digits) / 10 ** digits).toFixed(digits));
  return [`${rounded(Math.floor, from)}`, `${rounded(Math.ceil, to)}`];
}

/** A point in time as the wire has it. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 23);
}

/** The brush of an expression among the clauses: the one that is on and gives a range. */
export function brushOf(filters: Clause[], of: string): { index: number; range: Range } | null {
  for (const [index, clause] of filters.entries()) {
    const range = clause.on && !clause.negated ? rangeIn(clause.text, of) : null;
    if (range) return { index, range };
  }
  return null;
}

/** Put a range in place of the one that there is, or (null) take that away. */
export function setBrush(query: Query, of: string, text: string | null): Query {
  const old = brushOf(query.filters, of);
  if (text === null) return old ? removeClause(query, old.index) : query;
  return old ? changeClause(query, old.index, { text }) : addClause(query, text);
}

/** A range as shares of the axis. A whole number takes the place up to the next. */
export function sharesOf({ min, end, isInteger }: RangeAxis, range: Range): Range {
  const share = (value: number) => Math.max(0, Math.min(1, (value - min) / (end - min || 1)));
  return [share(range[0]), share(range[1] + (isInteger ? 1 : 0))];
}

/** Values at shares of the axis: of whole numbers those whose place is mostly inside. */
export function valuesAt({ min, end, isInteger }: RangeAxis, [from, to]: Range): Range {
  const [low, high] = [min + from * (end - min), min + to * (end - min)];
  if (!isInteger) return [low, high];
  const first = Math.min(Math.round(low), end - 1);
  return [first, Math.max(first, Math.round(high) - 1)];
}

/** A written range is rounded outwards, by less than this part of a bar. */
const SLACK = 0.25;

/** Shares of whole bins around some: what a key moves to. */
export function binnedShares(bins: number, [from, to]: Range): [first: number, last: number] {
  const first = Math.min(bins - 1, Math.floor(from * bins + SLACK));
  return [first, Math.max(first + 1, Math.min(bins, Math.ceil(to * bins - SLACK)))];
}
