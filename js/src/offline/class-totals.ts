/** What the boxes and masks of a view hold: how often each class occurs, how scores are spread. */
import { isObjectValue, type Value } from "../query/values";
import type { ImageSummary, Query, ScoreHistogram } from "../wire";
import type { Engine } from "./engine";

interface Total {
  class_id: number;
  count: number;
  fraction: number | null;
}

/** The objects in the list at `path` of a row. */
function itemsAt(cell: Value, path: readonly string[]): readonly Value[] {
  let value = cell;
  for (const name of path)
    value = value !== null && value !== undefined && isObjectValue(value) ? value[name] : null;
  return Array.isArray(value) ? value : [];
}

function totalsOf(engine: Engine, query: Query, name: string, path: readonly string[]): Total[] {
  const cells = engine.cells(name);
  const places = engine.matching(query);
  const found = new Map<number, { count: number; sum: number; hasFraction: boolean }>();
  for (const place of places) {
    for (const item of itemsAt(cells[place], path)) {
      if (item === null || item === undefined || !isObjectValue(item) || item.class_id == null) continue;
      const id = Number(item.class_id);
      const total = found.get(id) ?? { count: 0, sum: 0, hasFraction: false };
      total.count += 1;
      if (item.fraction != null) {
        total.sum += Number(item.fraction);
        total.hasFraction = true;
      }
      found.set(id, total);
    }
  }
  return [...found]
    .sort(([a], [b]) => a - b)
    .map(([class_id, { count, sum, hasFraction }]) => ({
      class_id,
      count,
      fraction: hasFraction && places.length > 0 ? sum / places.length : null,
    }));
}

/** Shares of classes in the rows that match, per group of masks and boxes. */
export function imageSummary(engine: Engine, query: Query, name: string): ImageSummary {
  const column = engine.said.info.columns.find((one) => one.name === name);
  const layers = (column?.layers ?? []).map(({ group, kind }) => {
    const path = kind === "mask" ? ["masks", group, "classes"] : ["boxes", group];
    const totals = totalsOf(engine, query, name, path);
    const boxes = totals.reduce((sum, { count }) => sum + count, 0) || 1;
    const classes = totals.map(({ class_id, count, fraction }) => ({
      class_id,
      count,
      share: kind === "mask" ? (fraction as number) : count / boxes,
    }));
    return { group, kind, classes };
  });
  return { kind: "image", layers };
}

/** How the scores called `key` of the boxes in a group are spread over the rows that match. */
export function scoreHistogram(
  engine: Engine,
  query: Query,
  { column, group, key, bins }: { column: string; group: string; key: string; bins: number },
): ScoreHistogram {
  const cells = engine.cells(column);
  const values: number[] = [];
  for (const place of engine.matching(query)) {
    for (const item of itemsAt(cells[place], ["boxes", group])) {
      if (item === null || item === undefined || !isObjectValue(item)) continue;
      const scores = item.scores;
      const score = scores !== null && scores !== undefined && isObjectValue(scores) ? scores[key] : null;
      if (score != null && Number.isFinite(Number(score))) values.push(Number(score));
    }
  }
  if (values.length === 0) return { count: 0, bins: [], min: null, max: null };
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  const isShare = low >= 0 && high <= 1;
  const start = isShare ? 0 : low;
  const end = isShare ? 1 : high > low ? high : low + 1;
  const counts: number[] = new Array(bins).fill(0);
  for (const value of values) {
    const at = Math.min(Math.floor(((value - start) / (end - start)) * bins), bins - 1);
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return { count: values.length, bins: counts, min: low, max: high };
}
