/** Groups of the rows that match: keys, sizes, rows, and what their cells show; see `engines/groups.py`, `cells.py`. */
import { compareValues, groupKey, type Value } from "../query/index";
import type { Group, GroupBand, KeyValue, Query, Questions } from "../wire";
import { asNumber, boundsOf, boundText, makeAxis } from "./axis";
import { type Engine, measureOf } from "./engine";
import { addHistograms } from "./group-histograms";
import { isCategoric, isNumeric } from "./kinds-said";
import { extended, isSame, plain } from "./plain-values";
import { refusal } from "./refusal";
import { deviation, mean, quartiles } from "./statistics";
import { countBins, countValues, mostFrequent } from "./summaries";

const TOP = 3;
/** Values beyond it have no deviation that a double holds. */
const HUGE = 1e150;

export interface RowGroup {
  key: Value[];
  /** Rows of the group, as the table has them. */
  places: number[];
}

/** The groups of a query, in its order: the largest first unless it sorts them. */
export function groupsOf(engine: Engine, query: Query): RowGroup[] {
  if (query.group_by.length === 0) throw refusal("value", "The query has no groups.", "Add group_by(...).");
  const keys = query.group_by.map((text) => engine.values(engine.expression(text)));
  const found = new Map<string, RowGroup>();
  for (const place of engine.matching(query)) {
    const key = keys.map((values) => values[place] ?? null);
    const name = key.map(groupKey).join("\0");
    const group = found.get(name);
    if (group) group.places.push(place);
    else found.set(name, { key, places: [place] });
  }
  return [...found.values()].sort(orderOf(engine, query));
}

type Order = (a: RowGroup, b: RowGroup) => number;

function orderOf(engine: Engine, query: Query): Order {
  const orders: Order[] = [];
  const told = new Map<string, Map<RowGroup, Value>>();
  for (const { by, descending } of query.sort) {
    const index = query.group_by.indexOf(by);
    const text = namedMeasure(query, by);
    const measure = measureOf(text);
    const way = descending ? -1 : 1;
    if (index >= 0) orders.push((a, b) => way * compareKeys(a.key[index] ?? null, b.key[index] ?? null));
    else if (measure?.name === "count") orders.push((a, b) => way * (a.places.length - b.places.length));
    else if (measure) {
      const compiled = engine.expression(measure.of);
      if (compiled.kind.name !== "number")
        throw refusal("type", `${by} needs a number.`, "Groups sort by count too.");
      const values = engine.values(compiled);
      const known = told.get(text) ?? new Map<RowGroup, Value>();
      told.set(text, known);
      const figure = (group: RowGroup) => {
        if (!known.has(group))
          known.set(
            group,
            figureOf(
              measure.name,
              group.places.map((at) => asNumber(values[at])),
            ),
          );
        return known.get(group) ?? null;
      };
      orders.push((a, b) => way * compareKeys(figure(a), figure(b)));
    } else if (text !== by)
      throw refusal(
        "type",
        `Groups on the screen are not sorted by ${text}.`,
        "They sort by count, mean, std, sum, min and max.",
      );
  }
  if (orders.length === 0) orders.push((a, b) => b.places.length - a.places.length);
  for (const index of query.group_by.keys())
    orders.push((a, b) => compareKeys(a.key[index] ?? null, b.key[index] ?? null));
  return (a, b) => {
    for (const order of orders) {
      const found = order(a, b);
      if (found !== 0) return found;
    }
    return 0;
  };
}

/** The aggregate that a sort key names, written out, or the key itself. */
function namedMeasure({ agg = [] }: Query, by: string): string {
  const named = (agg as { name: string; function: string; of: string | null }[]).find(
    ({ name }) => name === by,
  );
  if (!named) return by;
  return named.function === "count" && named.of === null ? "count" : `${named.function}(${named.of ?? ""})`;
}

/** Null first, then values, and NaN above every number: so the engine orders what has no NaN term of its own. */
function compareKeys(a: Value, b: Value): number {
  const isOdd = (value: Value) => typeof value === "number" && Number.isNaN(value);
  if (isOdd(a) || isOdd(b)) {
    if (a === null || b === null) return a === null ? -1 : 1;
    return Number(isOdd(a)) - Number(isOdd(b));
  }
  return compareValues(a, b);
}

function figureOf(name: string, all: (number | null)[]): number | null {
  const values = all.filter((value): value is number => value !== null);
  if (values.length === 0) return null;
  switch (name) {
    case "mean":
      return mean(values);
    case "std":
      return deviation(values);
    case "sum":
      return values.reduce((a, b) => a + b);
    // NaN is above every number.
    case "min":
      return values.reduce((a, b) => (Number.isNaN(a) || b < a ? b : a));
    default:
      return values.reduce((a, b) => (Number.isNaN(b) || b > a ? b : a));
  }
}

/** A key as JSON has it. */
export function keyOf(engine: Engine, query: Query, key: readonly Value[]): KeyValue[] {
  return key.map((value, index) => {
    const text = query.group_by[index];
    const isMixed = text !== undefined && engine.expression(text).kind.name === "mixed";
    return (isMixed || typeof value === "bigint" ? extended(value) : plain(value)) as KeyValue;
  });
}

/** The group that has a key, as a view gives it back. */
export function findGroup(engine: Engine, query: Query, key: readonly unknown[]): RowGroup {
  const found = groupsOf(engine, query).find((group) => isSame(keyOf(engine, query, group.key), key));
  if (!found) throw refusal("value", `There is no group ${JSON.stringify(key)}.`);
  return found;
}

/** Rows of one group in the order of the view. */
export function rowsOfGroup(engine: Engine, query: Query, key: readonly unknown[]): number[] {
  return engine.sorted(findGroup(engine, query, key).places, engine.rowKeys(query));
}

type Params = Questions["groups"]["params"];

/** A page of groups with one summary per cell. */
export function groupPage(engine: Engine, params: Params): Questions["groups"]["result"] {
  const { query, start, count, gallery = 6, bins = 20 } = params;
  const flat = groupsOf(engine, query);
  const tree = query.group_by.length > 1 ? nest(engine, query, flat) : null;
  const groups = tree ? tree.groups : flat;
  const first = Math.min(Math.max(start, 0), groups.length);
  const shown = groups.slice(first, first + Math.max(count, 0));
  const names = query.columns ?? [...engine.said.shown, ...engine.derived.map(({ name }) => name)];
  const described: Group[] = shown.map(({ key, places }) => ({
    key: keyOf(engine, query, key),
    rows: places.length,
    cells: {},
  }));
  const ranges: Record<string, { min: number | string; max: number | string }> = {};
  const others: string[] = [];
  for (const name of shown.length > 0 ? names : []) {
    const kind = engine.kind(name);
    if (isNumeric(kind)) ranges[name] = describeNumbers(engine, query, name, shown, described, bins, params);
    else if (isCategoric(kind)) describeValues(engine, name, shown, described);
    else others.push(name);
  }
  if (others.length > 0) {
    for (const [at, { places }] of shown.entries()) {
      const rows = engine.sorted(places, engine.rowKeys(query)).slice(0, gallery);
      const ids = rows.map((place) => engine.rows.ids[place] as number);
      for (const name of others) (described[at] as Group).cells[name] = { kind: "rows", rows: ids } as never;
    }
  }
  addHistograms(engine, query, names, shown, described);
  const matched = groups.reduce((sum, { places }) => sum + places.length, 0);
  const told = { group_count: groups.length, matched, groups: described, ranges };
  return tree ? { ...told, bands: tree.bands(first, first + shown.length) } : told;
}

function describeNumbers(
  engine: Engine,
  query: Query,
  name: string,
  shown: readonly RowGroup[],
  described: readonly Group[],
  bins: number,
  { quartiles: wanted = [] }: Params,
) {
  const numbers = engine.numbers(name);
  const { integer, name: kind } = engine.kind(name);
  const isDate = kind === "date";
  const bounds = boundsOf(engine.matching(query).map((place) => numbers[place] as number | null));
  const axis = bounds && makeAxis(...bounds, bins, integer);
  const isHuge = bounds !== null && Math.max(Math.abs(bounds[0]), Math.abs(bounds[1])) > HUGE;
  for (const [at, { places }] of shown.entries()) {
    const finite = places.flatMap((place) => {
      const value = numbers[place];
      return value !== null && value !== undefined && Number.isFinite(value) ? [value] : [];
    });
    const counts = countBins(axis, numbers, places);
    const ends = boundsOf(finite);
    const middle = finite.length > 0 ? mean(finite) : null;
    (described[at] as Group).cells[name] = {
      kind: isDate ? "timestamp" : "number",
      mean: boundText(middle, isDate),
      std: isHuge ? null : deviation(finite),
      min: boundText(ends?.[0] ?? null, isDate),
      max: boundText(ends?.[1] ?? null, isDate),
      bins: counts.bins,
      empty: counts.empty,
      ...(wanted.includes(name)
        ? {
            quartiles:
              quartiles(finite)?.map((value) => boundText(integer ? Math.trunc(value) : value, isDate)) ??
              null,
          }
        : {}),
    } as never;
  }
  return {
    min: boundText(bounds?.[0] ?? null, isDate) as number,
    max: boundText(bounds?.[1] ?? null, isDate) as number,
  };
}

function describeValues(
  engine: Engine,
  name: string,
  shown: readonly RowGroup[],
  described: readonly Group[],
): void {
  const cells = engine.cells(name);
  for (const [at, { places }] of shown.entries()) {
    const { counts, empty } = countValues(cells, places);
    // Empty cells take no place among the most frequent, except that the engine lists so many rows in all.
    const top = mostFrequent(counts, TOP).map(([value, count]) => ({ value: plain(value), count }));
    (described[at] as Group).cells[name] = {
      kind: engine.kind(name).name,
      top,
      distinct: counts.size,
      empty,
    } as never;
  }
}

/** Groups with those of one first key together, in the order of the groups that it makes alone. */
function nest(engine: Engine, query: Query, flat: RowGroup[]) {
  const [first = ""] = query.group_by;
  const outerQuery: Query = {
    ...query,
    group_by: [first],
    sort: query.sort.filter(({ by }) => by === first || !query.group_by.includes(by)),
  };
  const outer = groupsOf(engine, outerQuery);
  const rankOf = new Map(outer.map(({ key }, rank) => [groupKey(key[0] ?? null), rank]));
  const ranks = new Map(flat.map((group) => [group, rankOf.get(groupKey(group.key[0] ?? null)) ?? 0]));
  const groups = flat.toSorted((a, b) => (ranks.get(a) as number) - (ranks.get(b) as number));
  const by = outerQuery.sort[0]?.by ?? "";
  const measure = measureOf(by);
  const column = measure?.name === "mean" ? measure.of.replace(/^`|`$/g, "") : null;
  const known = column !== null && engine.column(column) ? column : null;
  const meanOf = (group: RowGroup) => {
    if (known === null || !isNumeric(engine.kind(known))) return null;
    const finite = group.places.map((place) => engine.numbers(known)[place]).filter(isFinite_);
    return finite.length === 0 ? null : boundText(mean(finite), engine.kind(known).name === "date");
  };
  const bands = (from: number, to: number): GroupBand[] => {
    if (to <= from) return [];
    const low = ranks.get(groups[from] as RowGroup) as number;
    const high = ranks.get(groups[to - 1] as RowGroup) as number;
    return outer.slice(low, high + 1).map((group, at) => ({
      key: keyOf(engine, outerQuery, group.key)[0] as KeyValue,
      rows: group.places.length,
      start: groups.slice(from, to).findIndex((inner) => ranks.get(inner) === low + at),
      mean: meanOf(group),
      column,
    }));
  };
  return { groups, bands };
}

const isFinite_ = (value: number | null | undefined): value is number =>
  value !== null && value !== undefined && Number.isFinite(value);
