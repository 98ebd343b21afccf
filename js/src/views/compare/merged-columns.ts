/** Columns that several tables have, as one column of lanes: `0.acc` and `1.acc` are `acc`. */
import type { Row } from "../../rows";
import type { ColumnInfo, PanelChoice, Query, TableInfo } from "../../wire";
import type { ComparedInfo, ComparisonInfo } from "./wire";

/** What one table has for a row in one column: a value, or why there is none. */
export type Lane = { missing: null; value: unknown } | { missing: "row" | "column" };

/** A column of lanes: `parts` are the columns of the tables, null where one has none. */
export interface LaneColumn extends ColumnInfo {
  lanes: (string | null)[];
  parts: (ColumnInfo | null)[];
}

/** A column of the key, which all tables share: its part of the key, from 0. */
export interface KeyColumn extends ColumnInfo {
  lanes: (string | null)[];
  part: number;
}

/** Where tables follow each other, the column that says which one a row is of. */
export interface TableColumn extends ColumnInfo {
  lanes: (string | null)[];
  isTable: true;
}

export function isTableColumn(column: ColumnInfo): column is TableColumn {
  return "isTable" in column;
}

export function isLaneColumn(column: ColumnInfo): column is LaneColumn {
  return "parts" in column;
}

export function isKeyColumn(column: ColumnInfo): column is KeyColumn {
  return "part" in column;
}

/** How the columns of compared rows become columns of lanes, and back. */
export interface Merge {
  columns: ColumnInfo[];
  /** The lanes of a column of lanes. */
  lanes: ReadonlyMap<string, (string | null)[]>;
  /** The column of lanes that a column of the rows is in. */
  wholes: ReadonlyMap<string, string>;
  /** Of each table the column that says whether it has the row. */
  present: readonly string[];
}

/** Rows that are no comparison: nothing is merged. */
export const NOTHING: Merge = { columns: [], lanes: new Map(), wholes: new Map(), present: [] };

export function comparisonOf(info: TableInfo | null): ComparisonInfo | null {
  return (info as ComparedInfo | null)?.comparison ?? null;
}

/** Columns in the order of the comparison; what it does not speak of, such as computed columns, comes after. */
export function mergeOf(info: TableInfo): Merge {
  const comparison = comparisonOf(info);
  if (!comparison) return { ...NOTHING, columns: info.columns };
  const flat = new Map(info.columns.map((column) => [column.name, column]));
  const lanes = new Map<string, (string | null)[]>();
  const wholes = new Map<string, string>();
  const used = new Set([...comparison.present, ...(comparison.right ?? [])]);
  const columns: ColumnInfo[] = [];
  const isMatched = comparison.sides.length > 1 && comparison.how !== "concat";
  const keys = isMatched ? comparison.keys.map(({ name }) => name) : [];
  for (const column of comparison.columns) {
    const names = [...new Set(column.lanes.filter((name) => name !== null))];
    for (const name of names) used.add(name);
    const parts = column.lanes.map((name) => (name === null ? null : (flat.get(name) ?? null)));
    const first = parts.find((part) => part !== null);
    if (!first) continue;
    // A key is one column, and so is everything where tables follow each other.
    if (comparison.sides.length < 2 || (names.length === 1 && !column.lanes.includes(null))) {
      if (comparison.how === "concat" && columns.length === 0 && comparison.sides.length > 1) {
        columns.push({ ...first, lanes: column.lanes, isTable: true } as TableColumn);
        continue;
      }
      const part = keys.indexOf(first.name);
      columns.push(part < 0 ? first : ({ ...first, lanes: column.lanes, part } as KeyColumn));
      continue;
    }
    columns.push({ ...first, ...merged(column.name, parts), lanes: column.lanes, parts } as LaneColumn);
    lanes.set(column.name, column.lanes);
    for (const name of names) wholes.set(name, column.name);
  }
  columns.push(...info.columns.filter(({ name }) => !used.has(name)));
  return { columns, lanes, wholes, present: comparison.present };
}

/** What the parts have in common. */
function merged(name: string, parts: (ColumnInfo | null)[]): Partial<ColumnInfo> {
  const all = parts.filter((part) => part !== null);
  const kinds = new Set(all.map(({ kind }) => kind));
  const types = new Set(all.map(({ type }) => type));
  const groups = new Set<string>();
  return {
    name,
    kind: kinds.size === 1 ? (all[0] as ColumnInfo).kind : "any",
    type: types.size === 1 ? (all[0] as ColumnInfo).type : "any",
    integer: all.every(({ integer }) => integer),
    // Media of several kinds are shown as the values that they are.
    media: new Set(all.map(({ media }) => media ?? null)).size === 1 ? (all[0]?.media ?? null) : null,
    many: all.some(({ many }) => many),
    layers: all
      .flatMap(({ layers }) => layers)
      .filter(({ group }) => !groups.has(group) && Boolean(groups.add(group))),
  };
}

/** A query as Python writes it, on columns of lanes. */
export function mergeQuery(query: Query, merge: Merge): Query {
  if (merge.lanes.size === 0 || (query.columns === null && Object.keys(query.panels).length === 0))
    return query;
  const panels: Record<string, PanelChoice> = {};
  for (const [name, choice] of Object.entries(query.panels)) {
    const whole = merge.wholes.get(name) ?? name;
    panels[whole] ??= choice;
  }
  const columns = query.columns && [...new Set(query.columns.map((name) => merge.wholes.get(name) ?? name))];
  return { ...query, columns, panels };
}

/** A query on columns of lanes, as Python reads it. */
export function splitQuery(query: Query, merge: Merge): Query {
  if (merge.lanes.size === 0 || (query.columns === null && Object.keys(query.panels).length === 0))
    return query;
  const split = (name: string) => merge.lanes.get(name)?.filter((lane) => lane !== null) ?? [name];
  const panels: Record<string, PanelChoice> = {};
  for (const [name, choice] of Object.entries(query.panels))
    for (const lane of split(name)) panels[lane] = choice;
  return { ...query, columns: query.columns?.flatMap(split) ?? null, panels };
}

const NO_ROW: Lane = { missing: "row" };
const NO_COLUMN: Lane = { missing: "column" };

/** A row whose columns of lanes have a `Lane` per table; those of the tables are there as well. */
export class MergedRow implements Row {
  readonly #lanes = new Map<string, Lane[]>();

  constructor(
    readonly row: Row,
    readonly merge: Merge,
  ) {}

  get id(): number {
    return this.row.id;
  }

  /** Whether a table has this row. */
  isIn(side: number): boolean {
    const name = this.merge.present[side];
    return name === undefined || !this.row.has(name) || this.row.cell(name) === true;
  }

  has(name: string): boolean {
    const lanes = this.merge.lanes.get(name);
    return lanes ? lanes.every((lane) => lane === null || this.row.has(lane)) : this.row.has(name);
  }

  cell(name: string): unknown {
    const lanes = this.merge.lanes.get(name);
    if (!lanes) return this.row.cell(name);
    const known = this.#lanes.get(name);
    if (known) return known;
    const made = lanes.map((lane, side): Lane => {
      if (!this.isIn(side)) return NO_ROW;
      return lane === null ? NO_COLUMN : { missing: null, value: this.row.cell(lane) };
    });
    this.#lanes.set(name, made);
    return made;
  }
}
