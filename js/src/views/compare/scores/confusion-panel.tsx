import { useMemo, useRef } from "preact/hooks";
import { Segments } from "../../../controls/segments";
import type { ClassificationResult, MatrixValues, SideAtThreshold } from "../../../evaluation/wire";
import { useCompare } from "../compare-state";
import { type CellPlace, isCell, isSamePlace, type MatrixPlace, thresholdText } from "./clauses";
import { Matrix } from "./matrix";
import { MatrixSides } from "./matrix-sides";
import { MatrixTip } from "./matrix-tip";
import { type Confusion, className } from "./matrix-values";
import { words } from "./scores-bar";
import { type ScoresState, scoresOf } from "./scores-state";
import { tipTitle, useShownMatrix } from "./shown-matrix";

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
  const matrices = useMemo<Confusion[]>(() => at.map(({ matrix }) => ({ size, counts: matrix })), [at, size]);
  const shown = useShownMatrix(matrices, isNarrow);
  const { own } = shown;
  const hover = scores.hover.value;
  const picked = scores.placesOn(own)?.places ?? [];
  const hasBelow = result.score_of !== null && result.score_of !== "positive";
  const hasLimits = Object.keys(scores.trait.value.class_thresholds).length > 0;
  const label = (place: CellPlace) => {
    const { from, words: is, to } = tipTitle(classes, place);
    return `${[from, is, to].filter(Boolean).join(" ")}: ${shown.spoken(place)}`;
  };
  const below = hasBelow ? `below ${hasLimits ? "limit" : thresholdText(threshold)}` : null;
  const headLabel = (place: MatrixPlace) => {
    if (!scores.canPick(own, place)) return null;
    const { row, column } = place;
    if (row !== null) return `Rows that are ${className(classes[row])}`;
    return column === size ? `Rows ${below}` : `Rows said to be ${className(classes[column ?? 0])}`;
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
        label={shown.titled("Confusion")}
        classes={classes}
        order={order}
        axes={{
          truth: ownName(words(result.options.truth, "truth")),
          prediction: ownName(words(result.options.prediction, "prediction")),
        }}
        below={below}
        heads={{ label: headLabel, onPick: (place, event) => pickFrom(scores, own, place, event) }}
        cell={(row, column) => ({ ...shown.look(row, column), label: label({ row, column }) })}
        focus={hover ?? picked.find(isCell) ?? null}
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
          names={scores.names.value}
          counts={shown.counts(hover)}
          isRight={hover.row === hover.column}
          hint={
            shown.counts(hover)[own]?.count === 0
              ? "No such rows"
              : !scores.canPick(own, hover)
                ? "No clause can say these rows"
                : picked.some((at) => isSamePlace(at, hover))
                  ? "Click again to let these rows go"
                  : "Click to see these rows"
          }
        />
      )}
    </div>
  );
}

/** Pick a place as the keys held say: Shift adds it to the others, Alt keeps all but it. */
export function pickFrom(
  scores: ScoresState,
  side: number,
  place: MatrixPlace,
  { shiftKey, altKey }: Pick<MouseEvent, "shiftKey" | "altKey">,
): void {
  scores.pickPlace(side, place, { add: shiftKey, negated: altKey });
}

/** A column without the number of its table; other dots are its own. */
export const ownName = (name: string) => name.replace(/^\d+\./, "");

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
