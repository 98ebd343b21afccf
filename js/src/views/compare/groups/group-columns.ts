import { isVisual } from "../../../panels/visual";
import type { ColumnInfo } from "../../../wire";
import { isLaneColumn } from "../merged-columns";
import type { ComparedPanel } from "../wire";

/** What a column of the groups shows. */
export type GroupPart = "key" | "rows" | "pictures" | "histogram" | "mean" | "values";

/** A column of the groups: one of the tables' columns in one way, the key, or the rows. */
export interface GroupColumn {
  id: string;
  part: GroupPart;
  /** Undefined for the key and the rows. */
  column?: ColumnInfo;
  width: number;
}

/** Widths in px for two tables, and for more. */
const WIDTHS: Record<GroupPart, [two: number, more: number]> = {
  key: [100, 100],
  rows: [176, 176],
  pictures: [222, 222],
  histogram: [220, 288],
  mean: [204, 244],
  values: [176, 220],
};

/** With more columns of numbers than these, each is shown in one way. */
const FEW_NUMBERS = 2;

const SHOWN: Partial<Record<ColumnInfo["kind"], GroupPart>> = {
  image: "pictures",
  number: "histogram",
  timestamp: "histogram",
  text: "values",
  boolean: "values",
};

export interface GroupColumnsOptions {
  columns: readonly ColumnInfo[];
  /** What tables are grouped by, and the names of the keys that they are matched on: a column of these says nothing. */
  by: string;
  keys: readonly string[];
  panels: Readonly<Record<string, ComparedPanel>>;
  tables: number;
  /** Letters of the largest number of rows. */
  digits: number;
  /** Room that the keys would take, in px. */
  keyPx: number;
  /** Width of the view, in px. */
  room: number;
}

/** Columns that can be shown over the rows of a group, other than what they are grouped by. */
export function describedColumns({
  columns,
  by,
  keys,
}: Pick<GroupColumnsOptions, "columns" | "by" | "keys">): ColumnInfo[] {
  return columns.filter((column) => {
    const { name, kind } = column;
    return (kind in SHOWN || isVisual(column)) && name !== by && !keys.includes(name);
  });
}

/** How a column of numbers is shown: as it was chosen, else in both ways where there are few of them. */
export function panelOf(
  { name }: ColumnInfo,
  panels: GroupColumnsOptions["panels"],
  numbers: number,
): ComparedPanel {
  return panels[name] ?? (numbers > FEW_NUMBERS ? "histogram" : "both");
}

/** The columns of the groups from left to right: key, rows, pictures, numbers, and then values. */
export function layColumns(options: GroupColumnsOptions): GroupColumn[] {
  const { panels, tables, digits, keyPx, room } = options;
  const described = describedColumns(options);
  const numbers = described.filter(({ kind }) => SHOWN[kind] === "histogram").length;
  const size = tables > 2 ? 1 : 0;
  const of = (part: GroupPart, column: ColumnInfo): GroupColumn => ({
    id: `${part} ${column.name}`,
    part,
    column,
    width: WIDTHS[part][size],
  });
  const laid: GroupColumn[] = [
    { id: "key", part: "key", width: Math.max(WIDTHS.key[size], Math.min(WIDEST_KEY_PX, keyPx)) },
    { id: "rows", part: "rows", width: WIDTHS.rows[size] + 2 * countPx(digits) - 2 * FEWEST_PX },
    ...described.filter(isVisual).map((column) => of("pictures", column)),
  ];
  for (const column of described) {
    if (SHOWN[column.kind] !== "histogram") continue;
    const panel = panelOf(column, panels, numbers);
    if (panel !== "mean") laid.push(of("histogram", column));
    if (panel !== "histogram") laid.push(of("mean", column));
  }
  laid.push(
    ...described.filter(({ kind }) => SHOWN[kind] === "values").map((column) => of("values", column)),
  );
  return stretch(laid, room);
}

/** Room that is left goes to the columns of values, else to the histograms, else to the last. */
function stretch(laid: GroupColumn[], room: number): GroupColumn[] {
  const left = room - laid.reduce((sum, { width }) => sum + width, 0);
  if (left <= 0) return laid;
  const takes = (["values", "histogram", "pictures"] as const).find((part) =>
    laid.some((column) => column.part === part),
  );
  const takers = laid.filter(({ part }) => part === takes).length;
  return laid.map((column, at) => {
    const isTaker = takes === undefined ? at === laid.length - 1 : column.part === takes;
    return isTaker ? { ...column, width: column.width + Math.floor(left / Math.max(1, takers)) } : column;
  });
}

const WIDEST_KEY_PX = 200;
const LETTER_PX = 8;
const FEWEST_PX = 24;

/** Room for a number of rows, in px. */
export function countPx(digits: number): number {
  return Math.max(FEWEST_PX, LETTER_PX * digits);
}

/** Height of a group, in px: a lane of 20 per table, and room around them. */
export function groupHeight(tables: number): number {
  return 24 + 20 * Math.max(2, tables);
}

/** Height of a group as a card, where columns are lines under each other. */
export function cardHeight(laid: readonly GroupColumn[], tables: number): number {
  return laid.reduce((sum, { part }) => sum + linePx(part, tables), 9);
}

/** Height of one line of a card. */
export function linePx(part: GroupPart, tables: number): number {
  if (part === "key") return 32;
  if (part === "pictures") return 52;
  const lanes = 20 * tables + 12;
  return part === "histogram" ? Math.max(56, lanes) : lanes;
}

/** The columns of the tables in a column of the groups, one per table; null where one has none. */
export function lanesOf(column: ColumnInfo, tables: number): (string | null)[] {
  if (isLaneColumn(column)) return column.lanes;
  return Array.from({ length: tables }, () => column.name);
}
