import { formatCount, formatNumber } from "../format";
import type { HistogramValue } from "./histogram-shape";

/** What one bin holds: "0.25 to 0.5: 12". */
export function binWords({ values, bins }: HistogramValue, bin: number): string {
  const [from, to] = [bins[bin] as number, bins[bin + 1] as number];
  return `${formatNumber(from)} to ${formatNumber(to)}: ${formatCount(values[bin] as number)}`;
}

/** A histogram in words. */
export function histogramWords({ count, mean, std, min, max, not_finite }: HistogramValue): string {
  const left = Number(not_finite) > 0 ? `, ${formatCount(Number(not_finite))} not finite` : "";
  if (!count || mean === null || min === null || max === null) return `nothing counted${left}`;
  const wide = std === null ? "" : ` ± ${formatNumber(std)}`;
  return `${formatCount(count)} from ${formatNumber(min)} to ${formatNumber(max)}, mean ${formatNumber(mean)}${wide}${left}`;
}
