/** A histogram of a cell: counts between edges that are its own, as bars on any axis. */
export interface HistogramValue {
  values: ArrayLike<number>;
  bins: ArrayLike<number>;
  not_finite: number | bigint;
  count: number;
  min: number | null;
  max: number | null;
  mean: number | null;
  std: number | null;
}

export type Axis = readonly [number, number];

/** The edges of several histograms from end to end; null where there are none. */
export function sharedAxis(cells: readonly HistogramValue[]): Axis | null {
  const lows = cells.map(({ bins }) => bins[0] ?? Number.NaN).filter(Number.isFinite);
  const highs = cells.map(({ bins }) => bins[bins.length - 1] ?? Number.NaN).filter(Number.isFinite);
  return lows.length === 0 ? null : spread([Math.min(...lows), Math.max(...highs)]);
}

/** An axis that has a length. */
export function spread([low, high]: Axis): Axis {
  return low < high ? [low, high] : [low - 0.5, low + 0.5];
}

/** How high a bar is, by what it holds over its width: bins of one histogram may be of different widths. */
export function densities({ values, bins }: HistogramValue): number[] {
  const widths = Array.from(values, (_, bin) => (bins[bin + 1] as number) - (bins[bin] as number));
  const widest = Math.max(...widths);
  // A bin without a width holds one number, as often as it says.
  return Array.from(values, (count, bin) => (count * widest) / (widths[bin] || widest) || 0);
}

/** The bars as one path; `tallest` fills the height. */
export function barPath(
  cell: HistogramValue,
  axis: Axis,
  tallest: number,
  width: number,
  height: number,
): string {
  const heights = densities(cell);
  const scale = width / (axis[1] - axis[0]);
  let path = "";
  for (const [bin, size] of heights.entries()) {
    if (!(size > 0)) continue;
    const left = ((cell.bins[bin] as number) - axis[0]) * scale;
    const right = ((cell.bins[bin + 1] as number) - axis[0]) * scale;
    const tall = Math.max(1, (size / (tallest || 1)) * height);
    const gap = right - left > 4 ? 1 : 0;
    path += `M${short(left)} ${short(height)}v${short(-tall)}h${short(Math.max(0.7, right - left - gap))}v${short(tall)}z`;
  }
  return path;
}

/** The outline of the bars, for one that lies over another. */
export function outlinePath(
  cell: HistogramValue,
  axis: Axis,
  tallest: number,
  width: number,
  height: number,
): string {
  const heights = densities(cell);
  const scale = width / (axis[1] - axis[0]);
  const x = (edge: number) => short((edge - axis[0]) * scale);
  const first = cell.bins[0] ?? axis[0];
  let path = `M${x(first)} ${short(height)}`;
  for (const [bin, size] of heights.entries()) {
    path += `V${short(height - (size / (tallest || 1)) * height)}H${x(cell.bins[bin + 1] as number)}`;
  }
  return `${path}V${short(height)}`;
}

/** The bin that a place on the axis lies in; -1 for none. */
export function binAt({ bins, values }: HistogramValue, place: number): number {
  for (let bin = 0; bin < values.length; bin++) {
    const isLast = bin === values.length - 1;
    if (
      place >= (bins[bin] as number) &&
      (isLast ? place <= (bins[bin + 1] as number) : place < (bins[bin + 1] as number))
    )
      return bin;
  }
  return -1;
}

function short(value: number): number {
  return Math.round(value * 10) / 10;
}
