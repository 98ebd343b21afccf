import { boundNumber, formatCount, formatNumber, formatTime } from "../format";
import type { Summary } from "../wire";

/** What a menu says of all cells of a column: a word and its figure. */
export function columnFigures(summary: Summary | undefined, rows: number): [string, string][] {
  if (!summary || !("empty_all" in summary)) return [];
  const figures: [string, string][] = [["values", formatCount(rows - summary.empty_all)]];
  if (summary.empty_all > 0) figures.push(["empty", formatCount(summary.empty_all)]);
  if (summary.kind === "text")
    figures.push([summary.of ? "kinds" : "distinct", formatCount(summary.distinct)]);
  if (summary.kind === "number" || summary.kind === "timestamp") {
    if (summary.nan_all > 0) figures.push(["NaN", formatCount(summary.nan_all)]);
    const write = (bound: number | string) =>
      summary.kind === "timestamp"
        ? formatTime(boundNumber(bound)).slice(0, 19)
        : formatNumber(boundNumber(bound));
    const unit = summary.of ? " items" : "";
    if (summary.min !== null) figures.push(["least", write(summary.min) + unit]);
    if (summary.max !== null) figures.push(["greatest", write(summary.max) + unit]);
  }
  return figures;
}
