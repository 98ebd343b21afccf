import { useMemo, useRef } from "preact/hooks";
import { Segments } from "../../../controls/segments";
import type { ClassificationResult, MatrixValues, SideAtThreshold } from "../../../evaluation/wire";
import { useCompare } from "../compare-state";
import { type CellPlace, thresholdText } from "./clauses";
import { Matrix } from "./matrix";
import { cellGround, differenceTone } from "./matrix-colors";
import { MatrixSides, shownSide } from "./matrix-sides";
import { MatrixTip } from "./matrix-tip";
import {
  type Confusion,
  cellText,
  className,
  countAt,
  type Totals,
  totalsOf,
  valueAt,
} from "./matrix-values";
import { words } from "./scores-bar";
import { type ScoresState, scoresOf } from "./scores-state";

export interface ConfusionPanelProps {
  result: ClassificationResult;
  at: readonly SideAtThreshold[];
  order: readonly number[];
  rowPx: number;
  /** At which the counts are. */
  threshold: number;
  /** Whether cells have room for three letters alone. */
  isNarrow: boolean;
}

/** What is taken for what. */
export function ConfusionPanel({ result, at, order, rowPx, threshold, isNarrow }: ConfusionPanelProps) {
  const scores = scoresOf(useCompare());
  const panel = useRef<HTMLDivElement>(null);
  const { classes } = result;
  const size = classes.length;
  const side = shownSide(scores, at.length);
  // A difference is the last table's, so its clauses are.
  const own = side === "difference" ? at.length - 1 : side;
  const { values } = scores.trait.value.matrix;
  const names = scores.names.value;
  const all = useMemo(() => {
    const matrices: Confusion[] = at.map(({ matrix }) => ({ size, counts: matrix }));
    return { matrices, totals: matrices.map(totalsOf) };
  }, [at, size]);
  const look = useMemo(
    () => cellLook(all.matrices, all.totals, side, values, isNarrow),
    [all, side, values, isNarrow],
  );
  const hover = scores.hover.value;
  const cells = scores.cells.value;
  const picked = cells?.side === own ? cells.cells : [];
  const hasBelow = result.score_of !== null && result.score_of !== "positive";
  const hasLimits = Object.keys(scores.trait.value.class_thresholds).length > 0;
  const label = (row: number, column: number) => {
    const counts = all.matrices.map((matrix, k) => {
      const count = countAt(matrix, row, column);
      return at.length > 1 ? `${names[k]} ${count}` : String(count);
    });
    const { from, words: is, to } = tipTitle(classes, { row, column });
    return `${[from, is, to].filter(Boolean).join(" ")}: ${counts.join(", ")}`;
  };
  return (
    <div ref={panel} class="dv-confusion">
      <div class="dv-scores-head">
        <h3>Confusion</h3>
        <MatrixSides count={at.length} />
        <span class="dv-grow" />
        <MatrixUnits />
      </div>
      <Matrix
        label={side === "difference" ? "Confusion, difference" : `Confusion of ${names[own] ?? "the table"}`}
        classes={classes}
        order={order}
        axes={{
          truth: ownName(words(result.options.truth, "truth")),
          prediction: ownName(words(result.options.prediction, "prediction")),
        }}
        below={hasBelow ? `below ${hasLimits ? "limit" : thresholdText(threshold)}` : null}
        cell={(row, column) => ({ ...look(row, column), label: label(row, column) })}
        focus={hover ?? picked[0] ?? null}
        picked={picked}
        rowPx={rowPx}
        onHover={(place) => {
          scores.hover.value = place;
        }}
        onPick={(place, event) => pickFrom(scores, own, place, event)}
      />
      {hover && (
        <MatrixTip
          panel={panel}
          place={hover}
          title={tipTitle(classes, hover)}
          names={names}
          counts={all.matrices.map((matrix, k) => ({
            count: countAt(matrix, hover.row, hover.column),
            of: all.totals[k]?.rows[hover.row] ?? 0,
          }))}
          isRight={hover.row === hover.column}
          hint={
            countAt(all.matrices[own] as Confusion, hover.row, hover.column) === 0
              ? "No such rows"
              : !scores.canPick(own, hover)
                ? "No clause can say these rows"
                : picked.some(({ row, column }) => row === hover.row && column === hover.column)
                  ? "Click again to let these rows go"
                  : "Click to see these rows"
          }
        />
      )}
    </div>
  );
}

/** Pick a cell as the keys held say: Shift adds it to the others, Alt keeps all but it. */
export function pickFrom(
  scores: ScoresState,
  side: number,
  place: CellPlace,
  { shiftKey, altKey }: Pick<MouseEvent, "shiftKey" | "altKey">,
): void {
  scores.pickCell(side, place, { add: shiftKey, negated: altKey });
}

export function tipTitle(classes: readonly string[], { row, column }: CellPlace) {
  const from = className(classes[row]);
  if (column === classes.length) return { from, words: "below the threshold", to: "" };
  if (row === column) return { from, words: "found as", to: from };
  return { from, words: "taken for", to: className(classes[column]) };
}

/** A column without the number of its table; other dots are its own. */
export const ownName = (name: string) => name.replace(/^\d+\./, "");

/** How cells look: text and colour on the scale of the whole matrix. */
export function cellLook(
  matrices: readonly Confusion[],
  totals: readonly Totals[],
  side: number | "difference",
  values: MatrixValues,
  isNarrow = false,
): (row: number, column: number) => { text: string; ground: string | undefined } {
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

function MatrixUnits() {
  const scores = scoresOf(useCompare());
  return (
    <Segments<MatrixValues>
      label="What cells count"
      segments={[
        { value: "count", label: "count" },
        { value: "truth", label: "% of label", title: "Share of the rows that are of the class" },
        {
          value: "prediction",
          label: "% of pred",
          title: "Share of the rows that are said to be of the class",
        },
      ]}
      value={scores.trait.value.matrix.values}
      onPick={(values) => scores.change({ matrix: { ...scores.trait.peek().matrix, values } })}
    />
  );
}
