/** Values as MongoDB sees them: their order, their truth, and how sentences show them. */
import { quoted } from "./errors";

/** A point in time, in milliseconds since 1970, UTC; a fraction holds microseconds, which a `Date` would lose. */
export class Instant {
  constructor(readonly ms: number) {}

  toString(): string {
    return writeInstant(this.ms);
  }

  toJSON(): string {
    return writeInstant(this.ms);
  }
}

/**
 * One value. Whole numbers beyond 2^53 are `bigint`, all other numbers `number`; an empty cell, a null and a missing
 * field are null. A field of an object that is not there is empty.
 */
export type Value =
  | null
  | undefined
  | boolean
  | number
  | bigint
  | string
  | Instant
  | Uint8Array
  | readonly Value[]
  | ObjectValue;

export interface ObjectValue {
  readonly [name: string]: Value;
}

/** A row: its cells by the name of the column. A `Map` is one. */
export interface Row {
  get(name: string): Value;
}

export type Numeric = number | bigint;

export function isNumber(value: Value): value is Numeric {
  return typeof value === "number" || typeof value === "bigint";
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function isObjectValue(value: Value): value is ObjectValue {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Instant) &&
    !(value instanceof Uint8Array)
  );
}

/** An object of named values, whatever the names. */
export function objectOf(entries: Iterable<readonly [string, Value]>): ObjectValue {
  const made: Record<string, Value> = Object.create(null);
  for (const [name, value] of entries) made[name] = value;
  return made;
}

/** Where MongoDB orders the kind of a value. */
export function rankOf(value: Value): number {
  if (value === null || value === undefined) return 0;
  switch (typeof value) {
    case "number":
    case "bigint":
      return 1;
    case "string":
      return 2;
    case "boolean":
      return 6;
    default:
      if (Array.isArray(value)) return 4;
      if (value instanceof Instant) return 7;
      return value instanceof Uint8Array ? 5 : 3;
  }
}

/**
 * -1, 0 or 1 by MongoDB's order of all values, in which rows are sorted as well: null is below NaN, NaN below every
 * number, numbers below texts, then objects, lists, bytes, booleans, dates.
 */
export function compareValues(left: Value, right: Value): number {
  if (typeof left === "number" && typeof right === "number") return compareNumbers(left, right);
  if (typeof left === "string" && typeof right === "string") return compareTexts(left, right);
  const rank = rankOf(left);
  const other = rankOf(right);
  if (rank !== other) return rank < other ? -1 : 1;
  switch (rank) {
    case 0:
      return 0;
    case 1:
      return compareNumbers(left as Numeric, right as Numeric);
    case 3:
      return compareObjects(left as ObjectValue, right as ObjectValue);
    case 4:
      return compareLists(left as readonly Value[], right as readonly Value[]);
    case 5:
      return compareLists([...(left as Uint8Array)], [...(right as Uint8Array)]);
    case 6:
      return Number(left) - Number(right);
    default:
      return Math.sign((left as Instant).ms - (right as Instant).ms);
  }
}

export function compareNumbers(left: Numeric, right: Numeric): number {
  if (left < right) return -1;
  if (left > right) return 1;
  // biome-ignore lint/suspicious/noDoubleEquals: a bigint equals the number of its value
  if (left == right) return 0;
  return Number(Number.isNaN(right)) - Number(Number.isNaN(left));
}

/** By code points, which is the order of UTF-8; JavaScript's own is that of UTF-16. */
export function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) {
    const a = left.charCodeAt(at);
    const b = right.charCodeAt(at);
    if (a === b) continue;
    const bothSurrogates = isSurrogate(a) === isSurrogate(b);
    return (bothSurrogates ? a < b : isSurrogate(b)) ? -1 : 1;
  }
  return left.length < right.length ? -1 : 1;
}

const isSurrogate = (unit: number) => unit >= 0xd800 && unit < 0xe000;

function compareLists(left: readonly Value[], right: readonly Value[]): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) {
    const found = compareValues(left[at], right[at]);
    if (found !== 0) return found;
  }
  return Math.sign(left.length - right.length);
}

function compareObjects(left: ObjectValue, right: ObjectValue): number {
  const names = Object.keys(left);
  const others = Object.keys(right);
  const length = Math.min(names.length, others.length);
  for (let at = 0; at < length; at++) {
    const name = names[at] as string;
    const other = others[at] as string;
    const value = left[name];
    const against = right[other];
    const found =
      Math.sign(rankOf(value) - rankOf(against)) ||
      compareTexts(name, other) ||
      compareValues(value, against);
    if (found !== 0) return found;
  }
  return Math.sign(names.length - others.length);
}

export function sameValue(left: Value, right: Value): boolean {
  return compareValues(left, right) === 0;
}

/** The truth of a value: false, null and 0 are false, all else is true. */
export function isTrue(value: Value): boolean {
  if (typeof value === "boolean") return value;
  if (value === null || value === undefined) return false;
  return typeof value === "number" ? value !== 0 : value !== 0n;
}

/** A whole number as a `number` where that is exact. */
export function narrow(value: bigint): Numeric {
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;
}

/** A text that equal values share and others have not: what rows are grouped by. */
export function groupKey(value: Value): string {
  switch (rankOf(value)) {
    case 0:
      return "_";
    case 1:
      // A bigint is beyond 2^53, where it is a group apart from the float that equals it.
      return typeof value === "bigint" ? `i${value}` : `n${(value as number) + 0}`;
    case 2:
      return `s${(value as string).length}:${value as string}`;
    case 3:
      return `{${Object.entries(value as ObjectValue)
        .map(([name, inner]) => groupKey(name) + groupKey(inner))
        .join(",")}}`;
    case 4:
      return `[${(value as readonly Value[]).map(groupKey).join(",")}]`;
    case 5:
      return `x${Array.from(value as Uint8Array).join(".")}`;
    case 6:
      return value ? "t" : "f";
    default:
      return `d${(value as Instant).ms}`;
  }
}

/** A value as Python shows it, for sentences. */
export function shown(value: Value): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number") {
    if (Number.isNaN(value)) return "nan";
    if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
    return String(value);
  }
  if (typeof value === "bigint") return String(value);
  if (value instanceof Instant) return quoted(writeInstant(value.ms));
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (isList(value)) return `[${value.map(shown).join(", ")}]`;
  return `{${Object.entries(value)
    .map(([name, inner]) => `${quoted(name)}: ${shown(inner)}`)
    .join(", ")}}`;
}

/** `2021-04-01T12:00:00.000Z`, in whole milliseconds. */
export function writeInstant(ms: number): string {
  const date = new Date(Math.floor(ms));
  if (Number.isNaN(date.getTime())) return "a date out of range";
  const year = date.getUTCFullYear();
  const text = date.toISOString();
  return year >= 0 && year <= 9999 ? text : `${year}${text.slice(text.indexOf("-", 1))}`;
}
