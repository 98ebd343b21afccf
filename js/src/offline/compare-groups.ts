/** Groups of compared tables, each by its own value; see `engines/lane_groups.py` and `lane_cells.py`. */
import {
  compareValues,
  compileKey,
  groupKey,
  Instant,
  isFailure,
  type Kind,
  type Value,
} from "../query/index";
import { joinAll } from "../query/kinds";
import { ANY, type TableName } from "../query/language/tree";
import { written } from "../query/shown";
import type { ComparedAxis, ComparedCell, ComparedGroup } from "../views/compare/wire";
import type { KeyValue, Questions } from "../wire";
import { binOf, boundText } from "./axis";
import { laneAxis } from "./compare-heads";
import { groupClause } from "./group-clause";
import { isCategoric, isNumeric } from "./kinds-said";
import type { Lanes } from "./lanes";
import { extended, plain } from "./plain-values";
import { Refusal, refusal } from "./refusal";
import { deviation, mean } from "./statistics";
import { countValues, mostFrequent } from "./summaries";

type Params = Questions["compare_groups"]["params"];
type Result = Questions["compare_groups"]["result"];

const TOP = 8;
const HUGE = 1e150;

interface LaneGroup {
  key: Value;
  /** Rows of each table in it. */
  places: number[][];
}

interface Grouped {
  groups: LaneGroup[];
  /** Whether each table has what groups are by. */
  has: boolean[];
  /** Of the keys. */
  kind: Kind;
  /** The key of a row in a table; undefined where the table has not the row, or no such column. */
  keyAt(table: number, place: number): Value | undefined;
}

export function compareGroups(lanes: Lanes, params: Params): Result {
  const { query, by, start, count, columns: names, bins } = params;
  const matching = lanes.engine.matching(query);
  const grouped = groupsOf(lanes, by, params.sort || "change", matching);
  const first = Math.min(Math.max(start, 0), grouped.groups.length);
  const shown = grouped.groups.slice(first, first + Math.max(count, 0));
  const axes: Record<string, ComparedAxis> = {};
  const cells: Record<string, ComparedCell>[] = shown.map(() => ({}));
  const pictured = new Map(
    names.flatMap((name) => mediumOf(lanes, name).map((kind) => [name, kind] as const)),
  );
  for (const name of names) {
    if (pictured.has(name)) continue;
    const columns = lanes.columns(name);
    if (!columns.some((column) => column !== null)) continue;
    const kind = lanes.kind(columns);
    if (isNumeric(kind)) addNumbers(lanes, name, columns, grouped, shown, matching, bins, axes, cells);
    else if (isCategoric(kind)) addValues(lanes, name, columns, grouped, shown, cells);
  }
  if (pictured.size > 0) {
    for (const [at, group] of shown.entries()) {
      const rows = picturesOf(lanes, grouped, group, params);
      for (const [name, kind] of pictured)
        (cells[at] as object as Record<string, unknown>)[name] = { kind, ...rows };
    }
  }
  const sums = grouped.has.map((has, table) =>
    has ? grouped.groups.reduce((sum, { places }) => sum + (places[table] as number[]).length, 0) : null,
  );
  return {
    groups: shown.map((group, at) =>
      describe(lanes, by, grouped, group, cells[at] as ComparedGroup["cells"]),
    ),
    total: grouped.groups.length,
    axes,
    rows: sums,
    largest: Math.max(0, ...grouped.groups.flatMap(({ places }) => places.map(({ length }) => length))),
  };
}

function groupsOf(lanes: Lanes, by: string, sort: string, matching: readonly number[]): Grouped {
  const { engine } = lanes;
  const isStacked = lanes.said.stacked !== null;
  const made = Array.from({ length: lanes.count }, (_, table) =>
    compileKey(by, isStacked || !engine.schema.tables ? engine.schema : { ...engine.schema, focus: table }),
  );
  const failed = made.find(isFailure);
  if (failed && made.every(isFailure)) throw new Refusal(failed);
  const values = made.map((one) => (isFailure(one) ? null : engine.evaluate(one)));
  const keyAt = (table: number, place: number) => {
    const column = values[table];
    return column && lanes.isPresent(table, place) ? (column[place] ?? null) : undefined;
  };
  const found = new Map<string, LaneGroup>();
  for (const table of values.keys()) {
    for (const place of matching) {
      const key = keyAt(table, place);
      if (key === undefined) continue;
      const name = groupKey(key);
      const group = found.get(name) ?? { key, places: values.map(() => []) };
      (group.places[table] as number[]).push(place);
      found.set(name, group);
    }
  }
  const has = values.map((column) => column !== null);
  const kind = joinAll(made.flatMap((one) => (isFailure(one) ? [] : [one.kind])));
  return { groups: [...found.values()].sort(orderOf(lanes, sort, has)), has, kind, keyAt };
}

type Order = (a: LaneGroup, b: LaneGroup) => number;

function orderOf(lanes: Lanes, sort: string, has: readonly boolean[]): Order {
  const isTurned = sort.startsWith("-");
  const name = sort.replace(/^-/, "").trim();
  const way = isTurned ? -1 : 1;
  const tables = [...has.keys()].filter((table) => has[table]);
  const size = ({ places }: LaneGroup) => places.reduce((sum, { length }) => sum + length, 0);
  const byKey: Order = (a, b) => compareValues(a.key, b.key);
  if (name === "key") return (a, b) => way * byKey(a, b);
  if (name === "rows") return (a, b) => way * (size(b) - size(a)) || byKey(a, b);
  const found = /^mean\((.+)\)$/.exec(name);
  let figure: (group: LaneGroup) => number | null;
  if (found) {
    const columns = lanes.columns((found[1] as string).replace(/^`|`$/g, ""));
    const known = tables.filter((table) => {
      const column = columns[table];
      return column != null && isNumeric(lanes.engine.kind(column));
    });
    if (known.length === 0)
      throw refusal("type", `${name} needs a column of numbers.`, "Sort by change, rows or key.");
    figure = ({ places }) =>
      largestChange(known.map((table) => meanOf(lanes, columns[table] as string, places[table] as number[])));
  } else if (name === "change")
    figure = ({ places }) => largestChange(tables.map((at) => (places[at] as number[]).length));
  else
    throw refusal(
      "value",
      `Compared groups cannot be sorted by '${sort}'.`,
      "They sort by change, rows, key and mean(column).",
    );
  const figures = new Map<LaneGroup, number | null>();
  const of = (group: LaneGroup) => {
    if (!figures.has(group)) figures.set(group, figure(group));
    return figures.get(group) ?? null;
  };
  return (a, b) => {
    const [left, right] = [of(a), of(b)];
    // What has no value comes last either way.
    if (left === null || right === null) {
      if (left !== right) return left === null ? 1 : -1;
    } else if (left !== right) return way * (right - left);
    return size(b) - size(a) || byKey(a, b);
  };
}

function largestChange([first, ...others]: (number | null)[]): number | null {
  const distances = (others.length > 0 ? others : [first]).flatMap((other) =>
    first == null || other == null ? [] : [Math.abs(other - first)],
  );
  return distances.length > 0 ? Math.max(...distances) : null;
}

function meanOf(lanes: Lanes, column: string, places: readonly number[]): number | null {
  const finite = finiteAt(lanes, column, places);
  return finite.length > 0 ? mean(finite) : null;
}

function finiteAt(lanes: Lanes, column: string, places: readonly number[]): number[] {
  const numbers = lanes.engine.numbers(column);
  return places.flatMap((place) => {
    const value = numbers[place];
    return value !== null && value !== undefined && Number.isFinite(value) ? [value] : [];
  });
}

function addNumbers(
  lanes: Lanes,
  name: string,
  columns: readonly (string | null)[],
  { has }: Grouped,
  shown: readonly LaneGroup[],
  matching: readonly number[],
  bins: number,
  axes: Record<string, ComparedAxis>,
  cells: Record<string, ComparedCell>[],
): void {
  const { axis, isDate, ends, largest } = laneAxis(lanes, columns, bins, matching);
  const kind = isDate ? "timestamp" : "number";
  if (shown.length > 0) axes[name] = { kind, ...ends } as ComparedAxis;
  for (const [at, { places }] of shown.entries()) {
    const lacks = (table: number) => columns[table] === null || !has[table];
    const each = <T>(make: (column: string, mine: number[]) => T) =>
      columns.map((column, table) =>
        lacks(table) ? null : make(column as string, places[table] as number[]),
      );
    const counts = each((column, mine) => {
      const inside: number[] = new Array(axis?.bins ?? 0).fill(0);
      const numbers = lanes.engine.numbers(column);
      for (const place of mine) {
        const bin = binOf(axis, numbers[place] as number | null);
        if (bin >= 0) inside[bin] = (inside[bin] ?? 0) + 1;
      }
      return inside;
    });
    (cells[at] as Record<string, unknown>)[name] = {
      kind,
      counts,
      means: each((column, mine) => boundText(meanOf(lanes, column, mine), isDate)),
      sds: each((column, mine) => (largest > HUGE ? null : deviation(finiteAt(lanes, column, mine)))),
      missing: each((column, mine) => mine.length - finiteAt(lanes, column, mine).length),
    };
  }
}

function addValues(
  lanes: Lanes,
  name: string,
  columns: readonly (string | null)[],
  { has }: Grouped,
  shown: readonly LaneGroup[],
  cells: Record<string, ComparedCell>[],
): void {
  for (const [at, { places }] of shown.entries()) {
    const told = columns.map((column, table) => {
      if (column === null || !has[table]) return null;
      const { counts, empty } = countValues(lanes.engine.cells(column), places[table] as number[]);
      const top = mostFrequent(counts, TOP).map(([value, count]) => ({ value: plain(value), count }));
      return { top, distinct: counts.size, missing: empty };
    });
    (cells[at] as Record<string, unknown>)[name] = {
      kind: "values",
      top: told.map((one) => one?.top ?? null),
      distinct: told.map((one) => one?.distinct ?? null),
      missing: told.map((one) => one?.missing ?? null),
    };
  }
}

/** Rows to show of a group: those first that are in another group elsewhere, as many of each table as there is room for. */
function picturesOf(lanes: Lanes, grouped: Grouped, group: LaneGroup, { query, gallery }: Params) {
  const { engine } = lanes;
  const mine = groupKey(group.key);
  const parts = new Map<string, { side: number; moved: boolean; places: number[] }>();
  const all = new Set(group.places.flat());
  for (const place of all) {
    const keys = group.places.map((_, table) => grouped.keyAt(table, place));
    const names = keys.map((key) => (key === undefined ? undefined : groupKey(key)));
    const side = names.indexOf(mine);
    const moved = names.some(
      (name, table) => table !== side && name !== mine && lanes.isPresent(table, place),
    );
    const part = parts.get(`${moved} ${side}`) ?? { side, moved, places: [] };
    part.places.push(place);
    parts.set(`${moved} ${side}`, part);
  }
  const inOrder = [...parts.values()].sort((a, b) => a.side - b.side);
  for (const part of inOrder)
    part.places = engine.sorted(
      part.places.sort((a, b) => a - b),
      engine.rowKeys(query),
    );
  const moved = inOrder.filter((part) => part.moved);
  const taken = moved.map(() => 0);
  let room = gallery;
  while (room > 0 && moved.some((part, at) => (taken[at] as number) < part.places.length)) {
    for (const [at, part] of moved.entries()) {
      if (room === 0 || (taken[at] as number) >= part.places.length) continue;
      taken[at] = (taken[at] as number) + 1;
      room -= 1;
    }
  }
  const told = (part: { side: number; moved: boolean }) => (place: number) => ({
    row: engine.rows.ids[place] as number,
    side: part.side,
    moved: part.moved,
  });
  const rows = moved.flatMap((part, at) => part.places.slice(0, taken[at]).map(told(part)));
  const rest = inOrder.filter((part) => !part.moved).flatMap((part) => part.places.map(told(part)));
  return { rows: [...rows, ...rest.slice(0, gallery - rows.length)], total: all.size };
}

/** Whether a column holds pictures or other media in some table. */
function mediumOf(lanes: Lanes, name: string): ("image" | "media")[] {
  const infos = lanes
    .columns(name)
    .map((own) => lanes.engine.said.info.columns.find((one) => one.name === own));
  if (infos.some((info) => info?.kind === "image")) return ["image"];
  return infos.some((info) => info?.media != null) ? ["media"] : [];
}

function describe(
  lanes: Lanes,
  by: string,
  { has, kind }: Grouped,
  { key, places }: LaneGroup,
  cells: ComparedGroup["cells"],
): ComparedGroup {
  const stacked = lanes.said.stacked !== null || !lanes.engine.schema.tables;
  const clauseOf = (table: TableName) => groupClause(by, key, kind, table, lanes.engine.schema);
  const any = clauseOf(ANY);
  return {
    key: [(typeof key === "bigint" ? extended(key) : plain(key)) as KeyValue],
    label: labelOf(key, kind),
    rows: has.map((one, table) => (one ? (places[table] as number[]).length : null)),
    clause: any as string,
    clauses: has.map((one, table) => (one ? (stacked ? any : clauseOf(table)) : null)),
    cells,
  };
}

/** A key as it is shown: as Python writes it. */
function labelOf(key: Value, kind: Kind): string {
  if (key === null || key === undefined) return "empty";
  if (typeof key === "string" || typeof key === "boolean") return String(key);
  const isPlain = key instanceof Instant || (typeof key === "number" && !Number.isFinite(key));
  return isPlain ? String(plain(key)) : written(key, kind);
}
