/** Cells of groups in a column of histograms: the counts of their rows, added up on one axis. */
import { isObjectValue, type Value } from "../query/values";
import type { Group, Query } from "../wire";
import type { Engine } from "./engine";
import type { RowGroup } from "./groups";

const BINS = 32;
const MOST_ROWS = 5000;

interface OneHistogram {
  counts: number[];
  edges: number[];
}

export function addHistograms(
  engine: Engine,
  query: Query,
  names: readonly string[],
  shown: readonly RowGroup[],
  described: readonly Group[],
): void {
  const types = new Map(engine.said.info.columns.map(({ name, type }) => [name, type]));
  for (const name of names)
    if (types.get(name) === "histogram") addColumn(engine, query, name, shown, described);
}

function addColumn(
  engine: Engine,
  query: Query,
  name: string,
  shown: readonly RowGroup[],
  described: readonly Group[],
): void {
  const cells = engine.cells(name);
  const found = shown.map(({ places }) =>
    engine
      .sorted(places, engine.rowKeys(query))
      .slice(0, MOST_ROWS)
      .flatMap((place) => histogramIn(cells[place])),
  );
  const edges = found.flat().map((one) => one.edges);
  let low = edges.length > 0 ? Math.min(...edges.map((one) => one[0] as number)) : 0;
  let high = edges.length > 0 ? Math.max(...edges.map((one) => one.at(-1) as number)) : 1;
  if (!(low < high)) [low, high] = [low - 0.5, high + 0.5];
  for (const [at, several] of found.entries()) {
    const bins: number[] = new Array(BINS).fill(0);
    for (const one of several) addOnEdges(bins, one, low, high);
    const group = described[at] as Group;
    group.cells[name] = { kind: "histogram", low, high, bins, rows: several.length, of: group.rows };
  }
}

function histogramIn(cell: Value): OneHistogram[] {
  if (cell === null || cell === undefined || !isObjectValue(cell)) return [];
  const { values, bins } = cell as { values?: Value; bins?: Value };
  if (!Array.isArray(values) || !Array.isArray(bins) || !values.some(Boolean)) return [];
  return [{ counts: values.map(Number), edges: bins.map(Number) }];
}

/** Add counts to bins that lie elsewhere: what lies in a bin is taken to be spread evenly over it. */
function addOnEdges(bins: number[], { counts, edges }: OneHistogram, low: number, high: number): void {
  const width = (high - low) / bins.length;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const begin = edges[0] as number;
  if (begin === edges.at(-1)) {
    const bin = Math.min(Math.max(Math.floor((begin - low) / width), 0), bins.length - 1);
    bins[bin] = (bins[bin] ?? 0) + total;
    return;
  }
  let before = countBelow(counts, edges, low);
  for (let bin = 0; bin < bins.length; bin++) {
    const end = bin === bins.length - 1 ? high : low + (bin + 1) * width;
    const below = countBelow(counts, edges, end);
    bins[bin] = (bins[bin] ?? 0) + below - before;
    before = below;
  }
}

/** How much of a histogram lies below a value. */
function countBelow(counts: readonly number[], edges: readonly number[], value: number): number {
  let below = 0;
  for (const [at, count] of counts.entries()) {
    const from = edges[at] as number;
    const to = edges[at + 1] as number;
    if (value >= to) below += count;
    else return value <= from ? below : below + (count * (value - from)) / (to - from);
  }
  return below;
}
