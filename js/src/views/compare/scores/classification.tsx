import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import { Button } from "../../../controls/button";
import type { ClassificationResult, ScoreRange, SideAtThreshold } from "../../../evaluation/wire";
import { useCompare } from "../compare-state";
import {
  type ClassFigure,
  type ClassSort,
  MOST_NUMBERED,
  nextSort,
  orderClasses,
  sortInForce,
} from "./class-order";
import { ClassTable, type FigureColumn } from "./class-table";
import { ConfusionPanel } from "./confusion-panel";
import { Counted } from "./counted";
import { CurvesPanel } from "./curves-panel";
import { DensePanel } from "./dense-panel";
import { matrixWidth } from "./matrix";
import { shownSide } from "./matrix-sides";
import { PickedRows } from "./picked-rows";
import { type Scored, type ScoresState, scoresOf } from "./scores-state";
import { ThresholdLine, TypedNumber } from "./threshold-line";
import { useWidth } from "./use-width";

/** From so many classes on the matrix needs the whole width. */
const MOST_BESIDE = 12;
/** From so many tables on a row of the table of classes is too high for a row of the matrix. */
const MOST_LANES_BESIDE = 4;
/** Under this width matrix and table stand under each other. */
const BESIDE_PX = 940;

/** Scores of classes: matrix, figures per class and curves, all at one threshold. */
export function ClassificationScores({ scored }: { scored: Scored<ClassificationResult> }) {
  const scores = scoresOf(useCompare());
  const { result } = scored;
  const at = scored.at?.sides as SideAtThreshold[] | undefined;
  const { place, width } = useWidth();
  const { classes, sides } = result;
  const side = shownSide(scores, sides.length);
  const own = side === "difference" ? sides.length - 1 : side;
  const columns = useMemo(() => (at ? figureColumns(result, at) : []), [result, at]);
  const sort = sortInForce(
    scores.trait.value.sort as ClassSort,
    classes.length,
    result.sides[own]?.ap ? "ap" : "recall",
  );
  const counts = sides[own]?.support ?? [];
  const order = useMemo(() => {
    const figures = (figure: ClassFigure) =>
      figure === "rows" ? counts : (columns.find((column) => column.figure === figure)?.sides[own] ?? []);
    return orderClasses(sort, classes.length, figures, result.order);
  }, [sort, columns, own, result]);
  if (!at) return null;
  const isDense = classes.length > MOST_NUMBERED;
  const isStacked = classes.length > MOST_BESIDE || sides.length > MOST_LANES_BESIDE || width < BESIDE_PX;
  const rowPx = Math.max(
    isStacked && width >= 560 ? 28 : width < 560 ? 28 : 36,
    6 + 15 * (isStacked ? 1 : sides.length),
  );
  const tableRowPx = isStacked ? Math.max(28, 8 + 15 * sides.length) : rowPx;
  const range = result.score_range;
  const shownColumns =
    width < 560 ? columns.filter(({ figure }) => figure !== "ap" && figure !== "f1") : columns;
  return (
    <div ref={place} class="dv-scores-body">
      {range && (
        <LiveThreshold scores={scores} range={range} counts={sides.map(({ histogram }) => histogram)}>
          <Counted names={scores.names.value} sides={sides} at={at} />
        </LiveThreshold>
      )}
      {!range && (
        <div class="dv-threshold is-bare">
          <Counted names={scores.names.value} sides={sides} at={at} />
        </div>
      )}
      <div
        class={`dv-scores-block ${isStacked ? "is-stacked" : ""}`}
        style={{
          "--dv-beside": `${matrixWidth(classes.length, range !== null && result.score_of !== "positive")}px`,
        }}
      >
        {isDense ? (
          <DensePanel result={result} at={at} order={order} />
        ) : (
          <ConfusionPanel
            result={result}
            at={at}
            order={order}
            rowPx={rowPx}
            threshold={scored.threshold}
            isNarrow={width < 560}
          />
        )}
        <div class="dv-per-class">
          <div class="dv-scores-head">
            <h3>Per class</h3>
            <span class="dv-quiet dv-optional">
              {[
                isStacked ? "" : "matrix and table keep one order",
                result.score_of === null ? "" : "click a class for its curves",
              ]
                .filter(Boolean)
                .join("; ")}
            </span>
            <span class="dv-grow" />
            {range && width >= 560 && <LimitsButton scores={scores} />}
          </div>
          <ClassTable
            label="Scores per class"
            classes={classes}
            order={order}
            counts={counts}
            countLabel="rows"
            columns={shownColumns}
            sort={sort}
            onSort={(figure) => scores.change({ sort: nextSort(sort, figure) })}
            chosen={scores.classIndex.value}
            onChoose={(index) =>
              scores.change({ class: index === scores.classIndex.peek() ? null : (classes[index] ?? null) })
            }
            chooseWords={result.score_of === null ? "marked" : "its curves"}
            hover={scores.hover.value?.row ?? null}
            rowPx={tableRowPx}
            digits={width < 560 ? 2 : 3}
            extra={
              range && scores.showsLimits.value
                ? {
                    label: "from",
                    cell: (index) => <ClassLimit scores={scores} label={classes[index] ?? ""} />,
                  }
                : undefined
            }
          />
        </div>
      </div>
      {result.score_of !== null && <CurvesPanel result={result} at={at} threshold={scored.threshold} />}
      <PickedRows result={result} />
    </div>
  );
}

interface LiveThresholdProps {
  scores: ScoresState;
  range: ScoreRange;
  counts: (number[] | null)[];
  children: ComponentChildren;
}

/** The slider follows the hand by itself; what it comes to is drawn once it is known. */
function LiveThreshold({ scores, ...line }: LiveThresholdProps) {
  return (
    <ThresholdLine
      {...line}
      value={scores.threshold.value}
      onMove={(value) => scores.moveThreshold(value)}
      noun="Rows"
    />
  );
}

/** The columns of the table of classes: without scores there is no AP. */
function figureColumns(result: ClassificationResult, at: readonly SideAtThreshold[]): FigureColumn[] {
  const moving = (["precision", "recall", "f1"] as const).map((figure) => ({
    figure,
    label: figure === "f1" ? "F1" : figure,
    sides: at.map((side) => side[figure]),
    mean: at.map(({ mean }) => mean[figure]),
  }));
  const ap: FigureColumn = {
    figure: "ap",
    label: "AP",
    title: "Average precision over all thresholds",
    sides: result.sides.map((side) => side.ap ?? []),
    mean: result.sides.map(({ mean }) => mean.ap),
  };
  const hasAp = result.sides.some((side) => side.ap);
  return hasAp ? [ap, ...moving.slice(0, 2)] : moving;
}

function LimitsButton({ scores }: { scores: ScoresState }) {
  const count = Object.keys(scores.trait.value.class_thresholds).length;
  return (
    <Button
      small
      pressed={scores.showsLimits.value}
      label={count > 0 ? `Limits per class (${count})` : "Limits per class"}
      title="Give single classes a threshold of their own"
      onClick={() => {
        scores.showsLimits.value = !scores.showsLimits.value;
      }}
    />
  );
}

function ClassLimit({ scores, label }: { scores: ScoresState; label: string }) {
  return (
    <TypedNumber
      label={`Threshold of ${label}`}
      value={scores.trait.value.class_thresholds[label] ?? null}
      placeholder={scores.threshold.value.toFixed(2)}
      onNumber={(value) => scores.limitClass(label, value)}
      onEmpty={() => scores.limitClass(label, null)}
    />
  );
}
