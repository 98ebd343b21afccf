import { boundNumber, formatNumber } from "../../format";
import type { Summary } from "../../wire";

/** Parts of a column's range that figures beside each other can still be told apart by. */
const PARTS = 1000;

/** A number beside others of a range: with as many decimals as tell them apart, the same in all of them. */
export function formatAmong(value: number, low: number, high: number): string {
  if ([value, low, high].every(Number.isInteger)) return formatNumber(value);
  const step = (high - low) / PARTS;
  const largest = Math.max(Math.abs(low), Math.abs(high));
  if (!(step > 0) || !Number.isFinite(step) || largest >= 1e9 || largest < 1e-4) return formatNumber(value);
  const digits = Math.max(0, Math.min(8, Math.ceil(-Math.log10(step) - 0.301)));
  // Where numbers span powers of ten, small ones have digits of their own.
  if (value !== 0 && Math.abs(value) < 10 ** (1 - digits)) return formatNumber(value);
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** A number of a column whose figures are here, or not yet. */
export function formatOf(value: number, summary: Summary | undefined): string {
  if (summary?.kind !== "number" || summary.min === null || summary.max === null) return formatNumber(value);
  return formatAmong(value, boundNumber(summary.min), boundNumber(summary.max));
}
