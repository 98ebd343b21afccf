import { type Confusion, countAt } from "./matrix-values";

/** Two classes, and how often each table takes the first for the second. */
export interface Mistake {
  row: number;
  column: number;
  counts: number[];
}

export type MistakeSort = "rows" | "more" | "fewer";

/** Cells beside the diagonal, most rows of one table first, or those with the largest change from the first table. */
export function largestMistakes(
  matrices: readonly Confusion[],
  side: number,
  most: number,
  sort: MistakeSort = "rows",
): Mistake[] {
  const size = matrices[0]?.size ?? 0;
  const found: { mistake: Mistake; rank: number; most: number }[] = [];
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      if (row === column) continue;
      const counts = matrices.map((matrix) => countAt(matrix, row, column));
      const own = counts[side] ?? 0;
      const change = own - (counts[0] ?? 0);
      const rank = sort === "rows" ? own : sort === "more" ? change : -change;
      if (rank > 0) found.push({ mistake: { row, column, counts }, rank, most: Math.max(...counts) });
    }
  }
  found.sort((a, b) => b.rank - a.rank || b.most - a.most);
  return found.slice(0, most).map(({ mistake }) => mistake);
}
