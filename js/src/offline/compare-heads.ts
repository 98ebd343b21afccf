/** Heads of compared columns: what each table has, on one axis, and in how many rows they differ. */
import { compareValues, type Value } from "../query/index";
import type { ComparedHead } from "../views/compare/wire";
import type { Query } from "../wire";
import { binOf, boundsOf, boundText, makeAxis } from "./axis";
import { isCategoric, isNumeric } from "./kinds-said";
import { contentKey, type Lanes } from "./lanes";
import { mean } from "./statistics";
import { countValues, mostFrequent } from "./summaries";

const TOP = 12;

export function compareHeads(
  lanes: Lanes,
  query: Query,
  names: readonly string[],
  bins: number,
): Record<string, ComparedHead> {
  const places = lanes.engine.matching(query);
  const found: Record<string, ComparedHead> = {};
  for (const name of names) {
    const columns = lanes.columns(name);
    if (!columns.some((column) => column !== null)) continue;
    const kind = lanes.kind(columns);
    const told = changes(lanes, columns, places);
    if (isNumeric(kind))
      found[name] = { ...numberHead(lanes, columns, places, bins), ...told } as ComparedHead;
    else if (isCategoric(kind))
      found[name] = { kind: "values", ...told, ...valueHead(lanes, columns, places) } as ComparedHead;
    else found[name] = { kind: "other", ...told };
  }
  return found;
}

/** The axis that all tables share, over all rows. */
export function laneAxis(
  lanes: Lanes,
  columns: readonly (string | null)[],
  bins: number,
  rows?: readonly number[],
) {
  const kind = lanes.kind(columns);
  const numbers = columns.flatMap((name) => {
    if (name === null) return [];
    const all = lanes.engine.numbers(name);
    return rows ? rows.map((place) => all[place] as number | null) : all;
  });
  const ends = boundsOf(numbers);
  const axis = ends && makeAxis(...ends, bins, kind.integer);
  const isDate = kind.name === "date";
  return {
    axis,
    isDate,
    ends: {
      low: boundText(axis?.low ?? null, isDate),
      high: boundText(axis?.high ?? null, isDate),
      integer: kind.integer,
    },
    largest: ends ? Math.max(Math.abs(ends[0]), Math.abs(ends[1])) : 0,
  };
}

function numberHead(
  lanes: Lanes,
  columns: readonly (string | null)[],
  places: readonly number[],
  bins: number,
) {
  const { axis, isDate, ends } = laneAxis(lanes, columns, bins);
  const counts: (number[] | null)[] = [];
  const means: (number | string | null)[] = [];
  const missing: (number | null)[] = [];
  for (const [table, name] of columns.entries()) {
    if (name === null) {
      counts.push(null);
      means.push(null);
      missing.push(null);
      continue;
    }
    const numbers = lanes.engine.numbers(name);
    const mine = places.filter((place) => lanes.isPresent(table, place));
    const inside: number[] = new Array(axis?.bins ?? 0).fill(0);
    const finite: number[] = [];
    for (const place of mine) {
      const value = numbers[place] as number | null;
      const bin = binOf(axis, value);
      if (bin < 0) continue;
      inside[bin] = (inside[bin] ?? 0) + 1;
      finite.push(value as number);
    }
    counts.push(inside);
    missing.push(mine.length - inside.reduce((sum, n) => sum + n, 0));
    means.push(finite.length > 0 ? boundText(mean(finite), isDate) : null);
  }
  return { kind: isDate ? "timestamp" : "number", ...ends, counts, means, missing };
}

/** Share of the rows up to which those that match are looked at alone, as in `engines/lane_answers.py`. */
const FEW = 0.2;

function valueHead(lanes: Lanes, columns: readonly (string | null)[], places: readonly number[]) {
  const isFew = places.length <= lanes.engine.rows.count * FEW;
  const told = columns.map((name) => {
    if (name === null) return null;
    const cells = lanes.engine.cells(name);
    const all = countValues(cells, cells.keys()).counts;
    const kept = countValues(cells, places).counts;
    const values = mostFrequent(isFew ? kept : all, TOP)
      .map(([value]) => ({ value: value as string | boolean, count: kept.get(value) ?? 0 }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count || compareValues(a.value, b.value));
    return { values, distinct: all.size };
  });
  return {
    values: told.map((one) => one?.values ?? null),
    distinct: told.map((one) => one?.distinct ?? null),
  };
}

/** How many rows two tables have, and in how many of those they differ. */
function changes(lanes: Lanes, columns: readonly (string | null)[], places: readonly number[]) {
  const cells = columns.map((name) => (name === null ? null : lanes.engine.cells(name)));
  const isOdd = columns.some((name) => name !== null && lanes.engine.kind(name).name === "other");
  if (lanes.said.stacked !== null || isOdd) return { compared: 0, changed: 0 };
  let compared = 0;
  let changed = 0;
  for (const place of places) {
    const keys = cells.flatMap((column, table) =>
      column && lanes.isPresent(table, place) ? [contentKey(column[place] as Value)] : [],
    );
    if (keys.length < 2) continue;
    compared += 1;
    if (keys.some((key) => key !== keys[0])) changed += 1;
  }
  return { compared, changed };
}
