/** Numbers, dates and booleans as texts. */
import { Instant, type Numeric, writeInstant } from "../values";

/** A number, date or boolean as $toString writes it. */
export function textOf(value: Numeric | Instant | boolean): string {
  if (value instanceof Instant) return writeInstant(value.ms);
  if (typeof value !== "number" || !Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  // As Python writes what is no whole number: 1e-05 where JavaScript has 0.00001.
  if (size !== 0 && (size < 1e-4 || size >= 1e15))
    return Number.isSafeInteger(value) && size < 1e15
      ? String(value)
      : value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
  return String(value + 0);
}
