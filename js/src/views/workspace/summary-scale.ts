/** Under this share of the largest value, differences would drown in bars from 0. */
const CUT_BELOW = 0.05;

export interface SummaryScale {
  /** Bars from 0, or dots on an axis that is cut. */
  look: "bar" | "dot";
  low: number;
  high: number;
}

/** The axis of some final values: from 0, unless that would hide how they differ. */
export function summaryScale(values: readonly number[]): SummaryScale | null {
  const numbers = values.filter(Number.isFinite);
  if (numbers.length === 0) return null;
  const low = Math.min(...numbers);
  const high = Math.max(...numbers);
  const largest = Math.max(Math.abs(low), Math.abs(high));
  if (numbers.length > 1 && high > low && high - low < CUT_BELOW * largest) {
    const step = niceStep((high - low) / 4);
    return { look: "dot", low: Math.floor(low / step) * step, high: Math.ceil(high / step) * step };
  }
  return { look: "bar", low: Math.min(0, low), high: Math.max(0, high) };
}

/** 1, 2 or 5 times a power of ten, not above `wish`. */
export function niceStep(wish: number): number {
  const power = 10 ** Math.floor(Math.log10(wish));
  const factor = wish / power;
  return (factor >= 5 ? 5 : factor >= 2 ? 2 : 1) * power;
}

/** Where a value stands, from 0 to 1. */
export function shareOf({ low, high }: SummaryScale, value: number): number {
  return high === low ? 0.5 : (value - low) / (high - low);
}
