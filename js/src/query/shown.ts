/** Values in sentences, as Python shows them. */
import type { Kind } from "./kinds";
import { isList, isNumber, isObjectValue, shown, type Value } from "./values";

const MOST = 60;

/** What was found in a row, of a kind, for a sentence. */
export function shownAs(value: Value, kind: Kind): string {
  if (value === null || value === undefined) return "an empty cell";
  const text = written(value, kind);
  return text.length <= MOST ? text : `${text.slice(0, MOST - 3)}...`;
}

/** A value as Python writes it, whole. */
export function written(value: Value, kind: Kind): string {
  if (isNumber(value) && kind.name === "number" && !kind.integer) return floatText(Number(value));
  if (isList(value)) return `[${value.map((item) => written(item, kind.element ?? kind)).join(", ")}]`;
  if (isObjectValue(value)) {
    const kinds = new Map(kind.fields);
    const parts = Object.entries(value).map(
      ([name, inner]) => `${shown(name)}: ${written(inner, kinds.get(name) ?? kind.element ?? kind)}`,
    );
    return `{${parts.join(", ")}}`;
  }
  return shown(value);
}

/** A float as Python writes it. */
export function floatText(value: number): string {
  if (!Number.isFinite(value)) return shown(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e16))
    return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
  if (!Number.isInteger(value)) return String(value);
  return Object.is(value, -0) ? "-0.0" : `${value}.0`;
}
