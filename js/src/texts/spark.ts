/** Numbers in a row as a small line. */
export interface Figures {
  count: number;
  min: number;
  max: number;
  last: number;
  /** Places of the lowest and the highest. */
  minAt: number;
  maxAt: number;
}

/** The numbers of a cell; what is no number is NaN. */
export function numbersOf(value: unknown): number[] {
  if (!Array.isArray(value) && !ArrayBuffer.isView(value)) return [];
  return Array.from(value as ArrayLike<unknown>, (item) =>
    typeof item === "number" || typeof item === "bigint" ? Number(item) : Number.NaN,
  );
}

/** What a line tells; null where no number is finite. */
export function figuresOf(numbers: readonly number[]): Figures | null {
  let [minAt, maxAt, lastAt] = [-1, -1, -1];
  for (const [at, number] of numbers.entries()) {
    if (!Number.isFinite(number)) continue;
    if (minAt < 0 || number < (numbers[minAt] as number)) minAt = at;
    if (maxAt < 0 || number > (numbers[maxAt] as number)) maxAt = at;
    lastAt = at;
  }
  if (lastAt < 0) return null;
  const [min, max, last] = [numbers[minAt], numbers[maxAt], numbers[lastAt]] as [number, number, number];
  return { count: numbers.length, min, max, last, minAt, maxAt };
}

/** Where a number stands in a box, y from the top. */
export function placeOf(
  at: number,
  number: number,
  { count, min, max }: Figures,
  width: number,
  height: number,
) {
  const x = count > 1 ? (at / (count - 1)) * width : width / 2;
  const y = max > min ? height - ((number - min) / (max - min)) * height : height / 2;
  return { x: Math.round(x * 10) / 10, y: Math.round(y * 10) / 10 };
}

/** The line through numbers, with a gap where there is none; where many share a pixel, their lowest and highest. */
export function sparkPath(
  numbers: readonly number[],
  figures: Figures,
  width: number,
  height: number,
): string {
  const places =
    numbers.length > 3 * width ? extremes(numbers, Math.max(1, Math.floor(width))) : [...numbers.keys()];
  let path = "";
  let isPen = false;
  for (const at of places) {
    const number = numbers[at] as number;
    if (!Number.isFinite(number)) {
      isPen = false;
      continue;
    }
    const { x, y } = placeOf(at, number, figures, width, height);
    path += `${isPen ? "L" : "M"}${x} ${y}`;
    // A number between gaps is a dot.
    if (!isPen && !Number.isFinite(numbers[at + 1] ?? Number.NaN)) path += "h.1";
    isPen = true;
  }
  return path;
}

function extremes(numbers: readonly number[], columns: number): number[] {
  const found: number[] = [];
  for (let column = 0; column < columns; column++) {
    const from = Math.floor((column * numbers.length) / columns);
    const to = Math.floor(((column + 1) * numbers.length) / columns);
    let [low, high] = [from, from];
    for (let at = from; at < to; at++) {
      if ((numbers[at] as number) < (numbers[low] as number)) low = at;
      if ((numbers[at] as number) > (numbers[high] as number)) high = at;
    }
    found.push(...new Set([from, Math.min(low, high), Math.max(low, high), to - 1]));
  }
  return found;
}
