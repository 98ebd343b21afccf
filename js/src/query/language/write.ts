/** Trees become text again: what both ways of writing share. */
import { floatText } from "../shown";
import { Instant } from "../values";
import { MAX_LENGTH } from "./tokens";
import type { Constant } from "./tree";

/** This way of writing has no words for a tree; the message says which part. */
export class Unsayable extends Error {}

/** A text that is not too long: what is said twice at each level doubles with each. */
export function bounded(text: string): string {
  if (text.length > MAX_LENGTH) throw new Unsayable(`It would be longer than ${MAX_LENGTH} characters.`);
  return text;
}

/** Null, true, false or a number; `nan` and `infinity` are how this way of writing calls those. */
export function writeNumber(value: null | boolean | bigint | number, nan: string, infinity: string): string {
  if (typeof value !== "number") return String(value);
  if (Number.isNaN(value)) return nan;
  if (!Number.isFinite(value)) return value > 0 ? infinity : `-${infinity}`;
  return floatText(value);
}

/** A point in time as ISO 8601, in UTC. */
export function writeMoment({ ms }: Instant): string {
  const micros = Math.round(ms * 1000);
  const rest = ((micros % 1e6) + 1e6) % 1e6;
  const whole = new Date((micros - rest) / 1000).toISOString().slice(0, 19);
  if (rest === 0 && whole.endsWith("T00:00:00")) return whole.slice(0, 10);
  return `${whole}${rest === 0 ? "" : `.${String(rest).padStart(6, "0")}`}Z`;
}

export function isMapping(value: Constant): value is ReadonlyMap<string, Constant> {
  return value instanceof Map;
}

export function isItems(value: Constant): value is readonly Constant[] {
  return Array.isArray(value);
}

export function isMoment(value: Constant): value is Instant {
  return value instanceof Instant;
}

/** A pattern between slashes. */
export function writeRegex({ pattern, options }: { pattern: string; options: string }): string {
  return `/${pattern.replace(/(\\[\s\S])|\//g, (_, escaped) => escaped ?? "\\/")}/${options}`;
}
