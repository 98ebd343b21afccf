import { useMemo } from "preact/hooks";
import type { MatrixValues } from "../../../evaluation/wire";
import { useCompare } from "../compare-state";
import type { CellPlace } from "./clauses";
import { cellGround, differenceTone } from "./matrix-colors";
import { shownSide } from "./matrix-sides";
import {
  type Confusion,
  cellText,
  className,
  countAt,
  type Totals,
  totalsOf,
  valueAt,
} from "./matrix-values";
import { scoresOf } from "./scores-state";

/** What a cell shows: its text, and the CSS colour behind it; undefined for none. */
export interface CellLook {
  text: string;
  ground: string | undefined;
}

/** The matrix on the screen, and what its cells say of every table. */
export interface ShownMatrix {
  /** The table whose clauses cells write; of a difference it is the last. */
  own: number;
  /** Name of that table. */
  name: string;
  /** Name of the matrix for screen readers: what it counts, and of which table. */
  titled(what: string): string;
  look(row: number, column: number): CellLook;
  /** Of each table how many are in a cell, and of how many of its class. */
  counts(place: CellPlace): { count: number; of: number }[];
  /** The counts in words: "v0 12, v1 14". */
  spoken(place: CellPlace): string;
}

/** Show one of the tables' matrices, or the difference of the last to the first, as the view's settings say. The array of
 * matrices has to stay the same one while they do. */
export function useShownMatrix(matrices: readonly Confusion[], isNarrow = false): ShownMatrix {
  const scores = scoresOf(useCompare());
  const names = scores.names.value;
  const { values } = scores.trait.value.matrix;
  const side = shownSide(scores, matrices.length);
  const own = side === "difference" ? matrices.length - 1 : side;
  const name = names[own] ?? "the table";
  const totals = useMemo(() => matrices.map(totalsOf), [matrices]);
  const look = useMemo(
    () => cellLook(matrices, totals, side, values, isNarrow),
    [matrices, totals, side, values, isNarrow],
  );
  const counts = ({ row, column }: CellPlace) =>
    matrices.map((matrix, k) => ({ count: countAt(matrix, row, column), of: totals[k]?.rows[row] ?? 0 }));
  return {
    own,
    name,
    titled: (what) => (side === "difference" ? `${what}, difference` : `${what} of ${name}`),
    look,
    counts,
    spoken: (place) =>
      counts(place)
        .map(({ count }, k) => (matrices.length > 1 ? `${names[k]} ${count}` : String(count)))
        .join(", "),
  };
}

/** What the two classes of a cell are to each other: "cat taken for deer". */
export function tipTitle(classes: readonly string[], { row, column }: CellPlace) {
  const from = className(classes[row]);
  if (column === classes.length) return { from, words: "below the threshold", to: "" };
  if (row === column) return { from, words: "found as", to: from };
  return { from, words: "taken for", to: className(classes[column]) };
}

/** How cells look: text and colour on the scale of the whole matrix. */
function cellLook(
  matrices: readonly Confusion[],
  totals: readonly Totals[],
  side: number | "difference",
  values: MatrixValues,
  isNarrow: boolean,
): (row: number, column: number) => CellLook {
  const last = matrices.length - 1;
  const own = side === "difference" ? last : side;
  const size = matrices[own]?.size ?? 0;
  const shownAt = (row: number, column: number): number | null => {
    const matrix = matrices[own];
    const value = matrix ? valueAt(matrix, totals[own] as Totals, values, row, column) : null;
    if (side !== "difference" || value === null) return value;
    const first = valueAt(matrices[0] as Confusion, totals[0] as Totals, values, row, column);
    return first === null ? null : value - first;
  };
  let right = 0;
  let wrong = 0;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const value = Math.abs(shownAt(row, column) ?? 0);
      if (row === column) right = Math.max(right, value);
      else wrong = Math.max(wrong, value);
    }
  }
  return (row, column) => {
    const value = shownAt(row, column);
    const isDifference = side === "difference";
    const text = cellText(value, values, isDifference, isNarrow);
    if (value === null || column === size) return { text, ground: undefined };
    const isRight = row === column;
    const tone = isDifference ? differenceTone(value, isRight) : isRight ? "right" : "mistake";
    const largest = isDifference ? Math.max(right, wrong) : isRight ? right : wrong;
    return { text, ground: cellGround(tone, Math.abs(value), largest) };
  };
}
