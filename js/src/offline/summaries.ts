/** What columns hold, in all rows and in those that match: the figures of heads, as `engines/summary.py` counts them. */
import { compareValues, type Value } from "../query/index";
import type { Query, Summary } from "../wire";
import { type Axis, binOf, boundsOf, boundText, EMPTY, edgesOf, INFINITE, makeAxis, NAN } from "./axis";
import { imageSummary } from "./class-totals";
import type { Engine } from "./engine";
import { isCategoric, isNumeric } from "./kinds-said";
import type { Measure } from "./page-wire";

/** Most frequent values that are listed. */
const TOP = 12;

/** Rows per bin, and of values that have none. */
export interface Counts {
  bins: number[];
  empty: number;
  nan: number;
  infinite: number;
}

export function countBins(
  axis: Axis | null,
  numbers: readonly (number | null)[],
  places: Iterable<number>,
): Counts {
  const found: Counts = { bins: new Array(axis?.bins ?? 0).fill(0), empty: 0, nan: 0, infinite: 0 };
  for (const place of places) {
    const bin = binOf(axis, numbers[place] as number | null);
    if (bin >= 0) found.bins[bin] = (found.bins[bin] ?? 0) + 1;
    else if (bin === EMPTY) found.empty += 1;
    else if (bin === NAN) found.nan += 1;
    else if (bin === INFINITE) found.infinite += 1;
  }
  return found;
}

/** The values of a column and how often each occurs, the most frequent first; empty cells are counted apart. */
export function countValues(cells: readonly Value[], places: Iterable<number>) {
  const counts = new Map<Value, number>();
  let empty = 0;
  for (const place of places) {
    const value = cells[place];
    if (value === null || value === undefined) empty += 1;
    else counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return { counts, empty };
}

export function mostFrequent(counts: ReadonlyMap<Value, number>, most: number): [Value, number][] {
  return [...counts].sort(([a, n], [b, m]) => m - n || compareValues(a, b)).slice(0, most);
}

/** Summaries of some columns. */
export function summarize(
  engine: Engine,
  query: Query,
  names: readonly string[],
  bins: number,
): Record<string, Summary> {
  const known = names.filter((name) => engine.column(name));
  const found: Record<string, Summary> = {};
  for (const name of names) found[name] = { kind: "none" };
  for (const name of known) found[name] = summaryOf(engine, query, name, bins);
  return found;
}

function summaryOf(engine: Engine, query: Query, name: string, bins: number): Summary {
  const kind = engine.kind(name);
  if (isNumeric(kind)) return numberSummary(engine, query, name, bins);
  if (isCategoric(kind))
    return valueSummary(engine, { ...query, filters: withoutOwn(engine, query, name) }, name);
  const measure = engine.said.measures[name] ?? ofKind(engine, name);
  if (measure?.kind === "image") return imageSummary(engine, query, name);
  if (measure?.kind === "struct")
    return { kind: "struct", fields: measure.fields, ...empties(engine, query, name) };
  if (measure?.kind !== "of") return { kind: "none" };
  const told = measured(engine, query, measure.of, bins);
  if (!measure.ends) return told;
  const [low, high] = measure.ends.map((of) => measured(engine, query, of, 1));
  const isKnown = low?.kind === "number" && high?.kind === "number" && low.min !== null && high.max !== null;
  return isKnown ? ({ ...told, ends: [low.min, high.max] } as Summary) : told;
}

/** How a derived column of no axis is told. */
function ofKind(engine: Engine, name: string): Measure | null {
  const quoted = `\`${name.replaceAll("`", "``")}\``;
  const kind = engine.kind(name).name;
  if (kind === "list") return { kind: "of", of: `len(${quoted})` };
  return kind === "mixed" ? { kind: "of", of: `type(${quoted})` } : null;
}

function measured(engine: Engine, query: Query, of: string, bins: number): Summary {
  let name = "counted";
  while (engine.column(name)) name += "_";
  const more = engine.with([{ name, text: of }]);
  const told = isNumeric(more.kind(name))
    ? numberSummary(more, query, name, bins)
    : valueSummary(more, query, name);
  return { ...told, of } as Summary;
}

/** The clauses but those that are on this column alone: a value that was clicked must not make the others vanish. */
function withoutOwn(engine: Engine, query: Query, name: string): Query["filters"] {
  return query.filters.filter((clause, index) => {
    if (!clause.on) return true;
    const { columns } = engine.clause(clause.text, index);
    return columns.length !== 1 || columns[0] !== name;
  });
}

export function axisOf(engine: Engine, name: string, bins: number): Axis | null {
  const ends = boundsOf(engine.numbers(name));
  return ends && makeAxis(...ends, bins, engine.kind(name).integer);
}

function numberSummary(engine: Engine, query: Query, name: string, bins: number): Summary {
  const numbers = engine.numbers(name);
  const { name: kind, integer } = engine.kind(name);
  const ends = boundsOf(numbers);
  const axis = axisOf(engine, name, bins);
  const all = countBins(axis, numbers, numbers.keys());
  const kept = countBins(axis, numbers, engine.matching(query));
  const isDate = kind === "date";
  return {
    kind: isDate ? "timestamp" : "number",
    min: boundText(ends?.[0] ?? null, isDate),
    max: boundText(ends?.[1] ?? null, isDate),
    bins_all: all.bins,
    bins_kept: kept.bins,
    empty_all: all.empty,
    empty_kept: kept.empty,
    nan_all: all.nan,
    nan_kept: kept.nan,
    infinite_all: all.infinite,
    infinite_kept: kept.infinite,
    edges: axis ? edgesOf(axis) : [],
    integer,
  } as Summary;
}

function valueSummary(engine: Engine, query: Query, name: string): Summary {
  const cells = engine.cells(name);
  const all = countValues(cells, cells.keys());
  const kept = countValues(cells, engine.matching(query));
  return {
    kind: engine.kind(name).name as "text" | "boolean",
    distinct: all.counts.size,
    top: mostFrequent(all.counts, TOP).map(([value, count]) => ({
      value: value as string | boolean,
      all: count,
      kept: kept.counts.get(value) ?? 0,
    })),
    empty_all: all.empty,
    empty_kept: kept.empty,
  };
}

function empties(engine: Engine, query: Query, name: string) {
  const cells = engine.cells(name);
  const isEmpty = (place: number) => cells[place] === null || cells[place] === undefined;
  const count = (places: Iterable<number>) => [...places].filter(isEmpty).length;
  return { empty_all: count(cells.keys()), empty_kept: count(engine.matching(query)) };
}
