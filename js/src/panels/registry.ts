import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import type { IconName } from "../controls/icon";
import type { Row } from "../rows";
import type { ColumnInfo, PanelChoice, Summary } from "../wire";

/** All that a cell shows. */
export interface CellProps {
  column: ColumnInfo;
  /** Null is a cell written empty; undefined is no cell at all. */
  value: unknown;
  /** Row id. */
  row: number;
  /** In a grid: all cells of the row, and its place. */
  cells?: Row;
  position?: number;
  width: number;
  height: number;
  /** Figures of the column's head, once they are here. */
  summary: Summary | undefined;
}

/** Draws one kind of value. A panel fetches nothing: its props hold all it shows. */
export interface Panel {
  name: string;
  /** As the column menu says it. */
  label: string;
  icon: IconName;
  accepts(column: ColumnInfo): boolean;
  Cell: ComponentType<CellProps>;
  align: "start" | "end" | "picture" | "panel";
  /** Width of a column, from a few of its values. */
  width(column: ColumnInfo, values: unknown[]): number;
  /** Height that a row should have at least, in px. */
  height?: number | undefined;
  /** The same where it depends on the column. */
  heightOf?(column: ColumnInfo): number;
  /** Goes before the others as a column's default. */
  isDefault?: boolean;
  /** Draws the values that several tables have for a row; such columns show through no other. */
  ofLanes?: boolean;
}

const panels: Panel[] = [];

/** Add a panel; the first that accepts a column is its default. */
export function registerPanel(panel: Panel): void {
  if (panel.isDefault) panels.unshift(panel);
  else panels.push(panel);
}

/** Panels of users; they come and go while a view is open. */
export const customPanels = signal<Panel[]>([]);

export function panelsFor(column: ColumnInfo): Panel[] {
  const own = customPanels.value;
  const all = [...own.filter(({ isDefault }) => isDefault), ...panels, ...own.filter((p) => !p.isDefault)];
  return all.filter((panel) => !panel.ofLanes === !column.lanes && panel.accepts(column));
}

/** What was chosen for a column, in a cell or in a group. */
export function chosenPanel(choice: PanelChoice | undefined, place: "cell" | "group"): string | undefined {
  if (typeof choice === "object") return choice[place];
  return place === "cell" ? choice : undefined;
}

/** The choice with another panel for cells or for groups. */
export function withPanel(
  choice: PanelChoice | undefined,
  place: "cell" | "group",
  name: string,
): PanelChoice {
  if (place === "cell" && chosenPanel(choice, "group") === undefined) return name;
  return {
    ...(typeof choice === "object" ? choice : choice === undefined ? {} : { cell: choice }),
    [place]: name,
  };
}

/** The panel chosen for a column, or its default. */
export function panelFor(column: ColumnInfo, choice: PanelChoice | undefined): Panel {
  const fitting = panelsFor(column);
  const chosen = chosenPanel(choice, "cell");
  const named = (wanted?: string) => fitting.find(({ name }) => name === wanted);
  // A panel may be chosen with what it is to show: "difference:expected".
  const panel = named(chosen) ?? named(chosen?.split(":")[0]) ?? fitting[0];
  if (!panel) throw new Error(`no panel accepts column "${column.name}" of kind ${column.kind}`);
  return panel;
}
