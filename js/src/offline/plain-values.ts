/** Values as JSON has them. */
import { Instant, type Value } from "../query/index";
import { boundText } from "./axis";

/** Points in time as ISO text, NaN and infinities as words. */
export function plain(value: Value): unknown {
  if (value === null || value === undefined) return null;
  if (typeof value === "number" && !Number.isFinite(value)) return word(value);
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Instant) return boundText(value.ms / 1000, true);
  if (value instanceof Uint8Array)
    return Array.from(value, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "object") return mapped(value, plain);
  return value;
}

/** In the words of MongoDB's Extended JSON, for what varies by row in kind. */
export function extended(value: Value): unknown {
  if (value instanceof Instant) return { $date: microText(value) };
  if (typeof value === "number" && !Number.isFinite(value)) return { $numberDouble: word(value) };
  if (typeof value === "bigint") return { $numberLong: String(value) };
  if (Array.isArray(value)) return value.map(extended);
  if (value !== null && typeof value === "object") return mapped(value, extended);
  return value ?? null;
}

function mapped(value: object, each: (value: Value) => unknown): object {
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, each(inner as Value)]));
}

function word(value: number): string {
  return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}

function microText({ ms }: Instant): string {
  const micros = Math.round(ms * 1000);
  const rest = ((micros % 1e6) + 1e6) % 1e6;
  return `${new Date((micros - rest) / 1000).toISOString().slice(0, 19)}.${String(rest).padStart(6, "0")}Z`;
}

/** Whether two values say the same as JSON, whatever the order of the names in objects. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    Array.isArray(a) === Array.isArray(b) &&
    names.every((name) => isSame((a as Record<string, unknown>)[name], (b as Record<string, unknown>)[name]))
  );
}
