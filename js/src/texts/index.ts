/** The chunk `texts`: cells of texts, values, numbers in a row and times, and the reader of long ones. */
import type { ComponentType } from "preact";
import type { CellProps } from "../panels/registry";
import { DifferenceCell } from "./difference";
import { HistogramCell, SharedHistogramCell } from "./histogram-cell";
import { TreeCell } from "./json-tree";
import { MarkdownCell } from "./markdown";
import { RichText } from "./rich-text";
import { SparklineCell } from "./sparkline";
import { LocalTimeCell, RelativeTimeCell } from "./time-cells";

export { Markdown } from "./markdown";
export { TextReader } from "./reader/text-reader";

/** What draws a cell, by the name of its panel. */
export const CELLS = {
  text: RichText,
  markdown: MarkdownCell,
  tree: TreeCell,
  difference: DifferenceCell,
  sparkline: SparklineCell,
  histogram: HistogramCell,
  "histogram-shared": SharedHistogramCell,
  "local-time": LocalTimeCell,
  "relative-time": RelativeTimeCell,
} satisfies Record<string, ComponentType<CellProps>>;
