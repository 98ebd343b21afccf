/** What columns hold in a range of one of them, while a hand moves it; see `engines/cubes.py`. */
import type { BrushedColumn, Query, Questions } from "../wire";
import { boundText, edgesOf, exactBinOf } from "./axis";
import type { Engine } from "./engine";
import { isCategoric, isNumeric } from "./kinds-said";
import { refusal } from "./refusal";
import { axisOf, countBins, countValues, mostFrequent } from "./summaries";

const TOP = 12;

export function brush(engine: Engine, params: Questions["brush"]["params"]): Questions["brush"]["result"] {
  const { query, column, bins, pixels } = params;
  const kind = engine.kind(column);
  const axis = axisOf(engine, column, pixels);
  if (!axis) throw refusal("value", `The column '${column}' has no value to brush.`);
  if (query.limit !== null)
    throw refusal("value", "A view with a limit cannot be brushed.", "Drop the limit.");
  const edges = edgesOf(axis);
  const ends = [secondsOf(params.low), secondsOf(params.high)].sort((a, b) => a - b);
  let [first, last] = ends.map((end) => nearest(edges, end)) as [number, number];
  if (first === last)
    [first, last] = [Math.min(first, edges.length - 2), Math.min(first + 1, edges.length - 1)];
  const numbers = engine.numbers(column);
  const places = engine.matching(query).filter((place) => {
    const value = numbers[place];
    if (value === null || value === undefined || !Number.isFinite(value)) return false;
    const pixel = exactBinOf(axis, value);
    return pixel >= first && pixel < last;
  });
  const isDate = kind.name === "date";
  const columns = Object.fromEntries(
    followers(engine, query, params.columns).map((name) => [name, brushed(engine, name, bins, places)]),
  );
  return {
    low: boundText(edges[first] as number, isDate) as number | string,
    high: boundText(edges[last] as number, isDate) as number | string,
    matched: places.length,
    is_estimate: false,
    columns,
  };
}

/** Columns whose heads follow: not those whose own clause chose among their values. */
function followers(engine: Engine, query: Query, names: readonly string[]): string[] {
  const own = new Set(
    query.filters.flatMap((clause, index) => {
      const used = clause.on ? engine.clause(clause.text, index).columns : [];
      return used.length === 1 ? used : [];
    }),
  );
  return names.filter((name) => {
    const kind = engine.column(name)?.kind;
    return kind && (isNumeric(kind) || (isCategoric(kind) && !own.has(name)));
  });
}

function brushed(engine: Engine, name: string, bins: number, places: readonly number[]): BrushedColumn {
  if (isNumeric(engine.kind(name))) {
    const kept = countBins(axisOf(engine, name, bins), engine.numbers(name), places);
    return {
      bins_kept: kept.bins,
      empty_kept: kept.empty,
      nan_kept: kept.nan,
      infinite_kept: kept.infinite,
    };
  }
  const cells = engine.cells(name);
  const kept = countValues(cells, places);
  const listed = mostFrequent(countValues(cells, cells.keys()).counts, TOP);
  return {
    empty_kept: kept.empty,
    top: listed.map(([value]) => ({ value, kept: kept.counts.get(value) ?? 0 })),
  };
}

const secondsOf = (end: number | string) => (typeof end === "number" ? end : Date.parse(end) / 1000);

function nearest(edges: readonly number[], end: number): number {
  let best = 0;
  for (const [at, edge] of edges.entries())
    if (Math.abs(edge - end) < Math.abs((edges[best] as number) - end)) best = at;
  return best;
}
