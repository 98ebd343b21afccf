import type { ComponentType } from "preact";
import type { ColumnInfo, Group, Summary } from "../wire";

/** All that a cell shows. */
export interface CellProps {
  column: ColumnInfo;
  /** Null is a cell written empty; undefined is no cell at all. */
  value: unknown;
  /** Row id. */
  row: number;
  width: number;
  height: number;
  /** Figures of the column's head, once they are here. */
  summary: Summary | undefined;
}

/** All that one column of a group shows. */
export interface GroupCellProps {
  column: ColumnInfo;
  group: Group;
  width: number;
  /** The column's axis, the same in every group. */
  range: { min: number; max: number } | undefined;
}

/** Draws one kind of value. A panel fetches nothing: its props hold all it shows. */
export interface Panel {
  name: string;
  /** As the column menu says it. */
  label: string;
  accepts(column: ColumnInfo): boolean;
  Cell: ComponentType<CellProps>;
  align: "start" | "end" | "picture";
  /** Width of a column, from a few of its values. */
  width(column: ColumnInfo, values: unknown[]): number;
}

const panels: Panel[] = [];

/** Add a panel; the first that accepts a column is its default. */
export function registerPanel(panel: Panel): void {
  panels.push(panel);
}

export function panelsFor(column: ColumnInfo): Panel[] {
  return panels.filter((panel) => panel.accepts(column));
}

/** The panel chosen for a column, or its default. */
export function panelFor(column: ColumnInfo, chosen: string | undefined): Panel {
  const fitting = panelsFor(column);
  const panel = fitting.find(({ name }) => name === chosen) ?? fitting[0];
  if (!panel) throw new Error(`no panel accepts column "${column.name}" of kind ${column.kind}`);
  return panel;
}
