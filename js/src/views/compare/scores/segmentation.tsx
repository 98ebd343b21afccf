import { useMemo, useRef } from "preact/hooks";
import { Segments } from "../../../controls/segments";
import type { MatrixValues, SegmentationResult } from "../../../evaluation/wire";
import { formatCount } from "../../../format";
import { useCompare } from "../compare-state";
import { LaneMark } from "../lane";
import { type ClassFigure, type ClassSort, nextSort, orderClasses, sortInForce } from "./class-order";
import { ClassTable, type FigureColumn } from "./class-table";
import { skippedPictures } from "./counted";
import { Matrix, matrixWidth } from "./matrix";
import { MatrixSides } from "./matrix-sides";
import { MatrixTip } from "./matrix-tip";
import type { Confusion } from "./matrix-values";
import { pixelClause } from "./pixel-clauses";
import { ScoreLanes } from "./score-lane";
import { type Scored, scoresOf } from "./scores-state";
import { tipTitle, useShownMatrix } from "./shown-matrix";
import { useWidth } from "./use-width";

/** Under this width matrix and table stand under each other; more classes than this need the whole width. */
const BESIDE_PX = 1000;
const MOST_BESIDE = 12;

/** Scores of masks: overlap per class, and what pixels are taken for. */
export function SegmentationScores({ scored }: { scored: Scored<SegmentationResult> }) {
  const scores = scoresOf(useCompare());
  const panel = useRef<HTMLDivElement>(null);
  const { place, width } = useWidth();
  const { result } = scored;
  const { classes, sides } = result;
  const matrices = useMemo(
    () => sides.map(({ matrix }) => withoutBelow(matrix, classes.length)),
    [sides, classes.length],
  );
  const isNarrow = width < 560;
  const shown = useShownMatrix(matrices, isNarrow);
  const { own } = shown;
  const names = scores.names.value;
  const columns = useMemo<FigureColumn[]>(
    () => [
      {
        figure: "iou",
        label: "IoU",
        title: "Pixels that both masks have, of those that either has",
        sides: sides.map(({ iou }) => iou),
        mean: sides.map(({ mean_iou }) => mean_iou),
      },
      {
        figure: "dice",
        label: "Dice",
        title: "Twice the pixels that both masks have, of all that the two have",
        sides: sides.map(({ dice }) => dice),
        mean: sides.map(({ mean_dice }) => mean_dice),
      },
    ],
    [sides],
  );
  const sort = sortInForce(scores.trait.value.sort as ClassSort, 0, "iou");
  const order = useMemo(() => {
    const pixels = sides[own]?.pixels ?? [];
    const figures = (figure: ClassFigure) =>
      figure === "rows" ? pixels : (columns.find((column) => column.figure === figure)?.sides[own] ?? []);
    return orderClasses(sort, classes.length, figures, result.order);
  }, [sort, columns, own, result]);
  const hover = scores.hover.value;
  const picks = scores.picks.value.map(({ text }) => text);
  const clauseOf = (row: number, column: number | null) => pixelClause(result, own, row, column);
  const picked = order.flatMap((row) =>
    order.flatMap((column) => (picks.includes(clauseOf(row, column) ?? "") ? [{ row, column }] : [])),
  );
  const chosen = order.find((row) => picks.includes(clauseOf(row, null) ?? ""));
  const isStacked = classes.length > MOST_BESIDE || sides.length > 4 || width < BESIDE_PX;
  const pick = (row: number, column: number | null, negated: boolean) => {
    const clause = clauseOf(row, column);
    if (clause !== null) scores.togglePick(clause, negated);
  };
  return (
    <div ref={place} class="dv-scores-body">
      <div class="dv-figures-line">
        <BigFigure label="mean IoU" values={sides.map(({ mean_iou }) => mean_iou)} names={names} />
        <BigFigure
          label="pixel accuracy"
          values={sides.map(({ pixel_accuracy }) => pixel_accuracy)}
          names={names}
        />
        <BigFigure label="mean Dice" values={sides.map(({ mean_dice }) => mean_dice)} names={names} />
        <p class="dv-quiet" role="status">
          {sides.map((one, k) => (
            <span key={k} title={skippedPictures(one)}>
              {sides.length > 1 && <LaneMark side={k} label={names[k] ?? ""} />} {formatCount(one.scored)}
              {one.scored < one.rows ? ` of ${formatCount(one.rows)}` : ""} pictures
            </span>
          ))}
          {result.ignored.length > 0 && <span>without {result.ignored.join(", ")}</span>}
        </p>
      </div>
      <div
        class={`dv-scores-block ${isStacked ? "is-stacked" : ""}`}
        style={{ "--dv-beside": `${matrixWidth(classes.length, false)}px` }}
      >
        <div ref={panel} class="dv-confusion">
          <div class="dv-scores-head">
            <h3>Pixels</h3>
            <MatrixSides count={sides.length} />
            <span class="dv-grow" />
            <Segments<MatrixValues>
              label="What cells count"
              segments={[
                { value: "count", label: "pixels" },
                { value: "truth", label: "% of truth" },
                { value: "prediction", label: "% of pred" },
              ]}
              value={scores.trait.value.matrix.values}
              onPick={(next) => scores.change({ matrix: { ...scores.trait.peek().matrix, values: next } })}
            />
          </div>
          <Matrix
            label={shown.titled("Pixels")}
            classes={classes}
            order={order}
            axes={{ truth: "truth", prediction: "pred" }}
            below={null}
            cell={(row, column) => ({
              ...shown.look(row, column),
              label: `${classes[row]} taken for ${classes[column]}: ${shown.spoken({ row, column })} pixels`,
            })}
            focus={hover ?? picked[0] ?? null}
            picked={picked}
            rowPx={isStacked ? 28 : Math.max(36, 6 + 15 * sides.length)}
            onHover={(next) => {
              scores.hover.value = next;
            }}
            onPick={({ row, column }, { altKey }) => pick(row, column, altKey)}
          />
          {hover && (
            <MatrixTip
              panel={panel}
              place={hover}
              title={tipTitle(classes, hover)}
              names={names}
              counts={shown.counts(hover)}
              isRight={hover.row === hover.column}
              hint="Click for the pictures that have both classes"
            />
          )}
        </div>
        <div class="dv-per-class">
          <div class="dv-scores-head">
            <h3>Per class</h3>
            <span class="dv-quiet dv-optional">click a class for its pictures</span>
          </div>
          <ClassTable
            label="Scores per class"
            classes={classes}
            order={order}
            counts={sides[own]?.pixels ?? []}
            countLabel="pixels"
            columns={columns}
            sort={sort}
            onSort={(figure) => scores.change({ sort: nextSort(sort, figure) })}
            chosen={chosen ?? null}
            onChoose={(index) => pick(index, null, false)}
            chooseWords="its pictures"
            hover={hover?.row ?? null}
            digits={isNarrow ? 2 : 3}
            rowPx={isStacked ? Math.max(28, 8 + 15 * sides.length) : Math.max(36, 6 + 15 * sides.length)}
          />
        </div>
      </div>
    </div>
  );
}

/** k rows of k counts as a matrix has them, with an empty last column. */
function withoutBelow(counts: readonly number[], size: number): Confusion {
  const filled = new Float64Array(size * (size + 1));
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++)
      filled[row * (size + 1) + column] = counts[row * size + column] ?? 0;
  }
  return { size, counts: filled };
}

interface BigFigureProps {
  label: string;
  values: (number | null)[];
  names: readonly string[];
}

/** One figure of all classes, per table. */
function BigFigure({ label, values }: BigFigureProps) {
  return (
    <section aria-label={label}>
      <h3>{label}</h3>
      <ScoreLanes values={values} />
    </section>
  );
}
