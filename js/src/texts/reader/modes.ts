/** The ways to read a cell. */
import type { IconName } from "../../controls/icon";
import { chosenPanel } from "../../panels/registry";
import type { ColumnInfo, PanelChoice } from "../../wire";
import { isBranch, parsed, valueOfCell } from "../json-lines";

export type Mode = "plot" | "text" | "markdown" | "json" | "difference";

export const MODES: Record<Mode, { label: string; icon: IconName }> = {
  plot: { label: "Plot", icon: "histogram" },
  text: { label: "Text", icon: "text" },
  markdown: { label: "Markdown", icon: "markdown" },
  json: { label: "JSON", icon: "tree" },
  difference: { label: "Difference", icon: "difference" },
};

/** The ways to read a value, the most telling first; `others` are the other text columns. */
export function modesFor(column: ColumnInfo, value: unknown, others: readonly string[]): Mode[] {
  if (column.type === "histogram" || column.items === "number") return ["plot", "json", "text"];
  if (column.kind !== "text") {
    const inner = valueOfCell(value, column.kind);
    return isBranch(inner) ? ["json", "text"] : ["text"];
  }
  const isJson = typeof value === "string" && parsed(value) !== undefined;
  return [
    "text",
    "markdown",
    ...(isJson ? (["json"] as const) : []),
    ...(others.length > 0 ? (["difference"] as const) : []),
  ];
}

const OF_PANELS: Record<string, Mode> = {
  markdown: "markdown",
  tree: "json",
  difference: "difference",
  sparkline: "plot",
};

/** The way that the panel of a column's cells suggests. */
export function modeOfPanel(choice: PanelChoice | undefined): Mode | undefined {
  return OF_PANELS[chosenPanel(choice, "cell")?.split(":")[0] ?? ""];
}

/** A value as text of several lines. */
export function textOf(value: unknown, kind: string): string {
  if (typeof value === "string" && kind === "text") return value;
  const inner = valueOfCell(value, kind);
  if (typeof inner === "string") return inner;
  return JSON.stringify(
    inner,
    (_, part: unknown) => {
      if (typeof part === "bigint") return Number.isSafeInteger(Number(part)) ? Number(part) : String(part);
      if (typeof part === "number" && !Number.isFinite(part)) return String(part);
      return ArrayBuffer.isView(part) ? Array.from(part as unknown as ArrayLike<unknown>) : part;
    },
    2,
  );
}
