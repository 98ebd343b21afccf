/** Shapes of small charts as paths. Sizes in px; y grows downwards. */

/** Bars of counts side by side, a gap of 1 px between them; a bin that has rows is at least `least` px high. */
export function barsPath(
  counts: readonly number[],
  largest: number,
  width: number,
  height: number,
  least = 1,
): string {
  const step = width / Math.max(1, counts.length);
  return counts
    .map((count, bin) => {
      if (count <= 0) return "";
      const tall = Math.max(least, (count / Math.max(1, largest)) * height);
      return `M${short(bin * step + 0.5)} ${short(height)}v${short(-tall)}h${short(Math.max(1, step - 1))}v${short(tall)}z`;
    })
    .join("");
}

/** The outline over counts, as steps from the ground at the left to the ground at the right. */
export function stepPath(counts: readonly number[], largest: number, width: number, height: number): string {
  const step = width / Math.max(1, counts.length);
  const y = (count: number) => short(height - (count / Math.max(1, largest)) * height);
  const steps = counts.map((count, bin) => `V${y(count)}H${short((bin + 1) * step)}`).join("");
  return `M0 ${short(height)}${steps}V${short(height)}`;
}

/** The most rows in one bin of one table. */
export function largestOf(counts: readonly (readonly number[] | null)[]): number {
  return counts.reduce((most, bins) => (bins ?? []).reduce((top, count) => Math.max(top, count), most), 0);
}

function short(value: number): number {
  return Math.round(value * 10) / 10;
}
