import type { MatrixValues } from "../../../evaluation/wire";

/** Counts of one table: a row per class that is true, a column per class that is predicted, and one for none. */
export interface Confusion {
  /** Number of classes, k. */
  size: number;
  /** k rows of k + 1 counts; the last of a row are those below the threshold. */
  counts: ArrayLike<number>;
}

export function countAt({ size, counts }: Confusion, row: number, column: number): number {
  return counts[row * (size + 1) + column] ?? 0;
}

/** Rows whose true class is `row`, whatever was predicted. */
export function rowTotal(matrix: Confusion, row: number): number {
  let total = 0;
  for (let column = 0; column <= matrix.size; column++) total += countAt(matrix, row, column);
  return total;
}

/** Rows for which `column` is predicted, whatever is true. */
export function columnTotal(matrix: Confusion, column: number): number {
  let total = 0;
  for (let row = 0; row < matrix.size; row++) total += countAt(matrix, row, column);
  return total;
}

/** All totals of a matrix, so that a hundred classes are not added up per cell. */
export interface Totals {
  rows: number[];
  columns: number[];
}

export function totalsOf(matrix: Confusion): Totals {
  const rows = Array.from({ length: matrix.size }, (_, row) => rowTotal(matrix, row));
  const columns = Array.from({ length: matrix.size + 1 }, (_, column) => columnTotal(matrix, column));
  return { rows, columns };
}

/** What a cell shows: a count, or its share of the true or of the predicted; null for a share of nothing. */
export function valueAt(
  matrix: Confusion,
  totals: Totals,
  values: MatrixValues,
  row: number,
  column: number,
): number | null {
  const count = countAt(matrix, row, column);
  if (values === "count") return count;
  const whole = values === "truth" ? totals.rows[row] : totals.columns[column];
  return whole ? count / whole : null;
}

/** A cell as it is written. Nothing is written for none, so that what is there stands out. */
export function cellText(
  value: number | null,
  values: MatrixValues,
  isDifference = false,
  isNarrow = false,
): string {
  if (value === null) return "";
  const size = Math.abs(value);
  const sign = !isDifference || value === 0 ? "" : value > 0 ? "+" : "−";
  if (values === "count") return size === 0 ? "" : sign + (isNarrow ? shortestCount(size) : shortCount(size));
  if (size === 0) return "";
  const percent = size * 100;
  if (percent < 0.5) return isDifference ? "≈0" : "<1%";
  return `${sign}${Math.round(percent)}%`;
}

/** A count in the width of a cell: "9999", "12k", "3.4M". */
export function shortCount(count: number): string {
  if (count < 10_000) return String(Math.round(count));
  for (const [unit, size] of [
    ["G", 1e9],
    ["M", 1e6],
    ["k", 1e3],
  ] as const) {
    if (count < size * 0.9995) continue;
    const scaled = count / size;
    return `${scaled < 9.95 ? scaled.toFixed(1) : Math.round(scaled)}${unit}`;
  }
  return String(count);
}

/** A count in three letters: "999", "12k", "1M". */
function shortestCount(count: number): string {
  if (count < 1000) return String(Math.round(count));
  const [unit, size] = count < 999_500 ? ["k", 1e3] : count < 999.5e6 ? ["M", 1e6] : ["G", 1e9];
  return `${Math.round(count / (size as number))}${unit}`;
}

/** A class as it reads; one may be called nothing at all. */
export function className(label: string | undefined): string {
  return label === "" ? '""' : (label ?? "");
}
