/** Runs of a group as one line, as `dsviz_widget/widgets/group_series.py` has it. */
import { interpolate } from "../charts/line-math";
import type { Band } from "../runs/workspace-wire";
import type { Points } from "./run-lines";

export interface MeanLine extends Points {
  lo: Float64Array;
  hi: Float64Array;
}

/** The mean of lines at the places where any of them has a point, while at least half of them reach there. */
export function meanLine(lines: readonly Points[], band: Band, points: number): MeanLine {
  const clean = lines.map(numbers).filter(({ x }) => x.length > 0);
  const all = [...new Set(clean.flatMap(({ x }) => [...x]))].sort((a, b) => a - b);
  const found: [x: number, y: number, lo: number, hi: number][] = [];
  for (const place of evenly(all, points)) {
    const values = clean.map(({ x, y }) => interpolate(x, y, place)).filter((value) => !Number.isNaN(value));
    if (values.length === 0 || values.length * 2 < lines.length) continue;
    const mean = sum(values) / values.length;
    if (band === "range") {
      found.push([place, mean, Math.min(...values), Math.max(...values)]);
      continue;
    }
    const spread = Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / values.length);
    const half = band === "error" ? spread / Math.sqrt(values.length) : spread;
    found.push([place, mean, mean - half, mean + half]);
  }
  const [x, y, lo, hi] = [0, 1, 2, 3].map((part) => Float64Array.from(found, (at) => at[part] as number));
  return { x, y, lo, hi } as MeanLine;
}

/** Points with an x and a y, in the order of x. */
function numbers({ x, y }: Points): Points {
  const there = Array.from(x.keys())
    .filter((at) => Number.isFinite(x[at]) && Number.isFinite(y[at]))
    .sort((a, b) => (x[a] as number) - (x[b] as number) || a - b);
  return {
    x: Float64Array.from(there, (at) => x[at] as number),
    y: Float64Array.from(there, (at) => y[at] as number),
  };
}

function evenly(places: readonly number[], most: number): number[] {
  if (places.length <= most) return [...places];
  const step = (places.length - 1) / (most - 1);
  const chosen = new Set(Array.from({ length: most }, (_, k) => roundToEven(k * step)));
  return [...chosen].map((at) => places[at] as number);
}

/** As numpy rounds: halves to the even number. */
function roundToEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
