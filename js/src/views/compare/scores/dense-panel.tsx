import { useMemo, useRef } from "preact/hooks";
import type { ClassificationResult, SideAtThreshold } from "../../../evaluation/wire";
import { useCompare } from "../compare-state";
import { Chooser } from "./chooser";
import { type ClassSort, sortInForce } from "./class-order";
import { cellLook, pickFrom, tipTitle } from "./confusion-panel";
import { DenseMatrix } from "./dense-matrix";
import { MatrixSides, shownSide } from "./matrix-sides";
import { type Confusion, countAt, totalsOf } from "./matrix-values";
import { MistakesList } from "./mistakes-list";
import { scoresOf } from "./scores-state";

export interface DensePanelProps {
  result: ClassificationResult;
  at: readonly SideAtThreshold[];
  order: readonly number[];
}

const SORTS: { sort: ClassSort; words: string }[] = [
  { sort: "confused", words: "classes confused together" },
  { sort: "class", words: "classes by name" },
  { sort: "recall", words: "lowest recall first" },
  { sort: "precision", words: "lowest precision first" },
  { sort: "-rows", words: "most rows first" },
];

/** The matrix of many classes: a picture with a lens, and beside it the largest mistakes as a list to read. */
export function DensePanel({ result, at, order }: DensePanelProps) {
  const scores = scoresOf(useCompare());
  const panel = useRef<HTMLDivElement>(null);
  const { classes } = result;
  const size = classes.length;
  const side = shownSide(scores, at.length);
  const own = side === "difference" ? at.length - 1 : side;
  const { values } = scores.trait.value.matrix;
  const names = scores.names.value;
  const all = useMemo(() => {
    const matrices: Confusion[] = at.map(({ matrix }) => ({ size, counts: matrix }));
    return { matrices, totals: matrices.map(totalsOf) };
  }, [at, size]);
  const look = useMemo(() => cellLook(all.matrices, all.totals, side, values), [all, side, values]);
  const cells = scores.cells.value;
  const picked = cells?.side === own ? cells.cells : [];
  const hover = scores.hover.value;
  const now = sortInForce(scores.trait.value.sort as ClassSort, size, "recall");
  return (
    <div ref={panel} class="dv-confusion is-dense">
      <div>
        <div class="dv-scores-head">
          <h3>Confusion</h3>
          <MatrixSides count={at.length} />
          <span class="dv-grow" />
          <Chooser
            isBare
            label="Order"
            value={SORTS.find(({ sort }) => sort === now)?.words ?? now}
            choices={SORTS.map(({ sort, words }) => ({
              label: words,
              isChosen: sort === now,
              onPick: () => scores.change({ sort }),
            }))}
          />
        </div>
        <DenseMatrix
          label={
            side === "difference" ? "Confusion, difference" : `Confusion of ${names[own] ?? "the table"}`
          }
          classes={classes}
          order={order}
          look={look}
          place={hover}
          picked={picked}
          onHover={(place) => {
            scores.hover.value = place;
          }}
          onPick={(place, event) => pickFrom(scores, own, place, event)}
          title={(place) => tipTitle(classes, place)}
          counts={(place) =>
            all.matrices.map((matrix, k) => ({
              count: countAt(matrix, place.row, place.column),
              of: all.totals[k]?.rows[place.row] ?? 0,
            }))
          }
        />
      </div>
      <MistakesList
        classes={classes}
        matrices={all.matrices}
        side={own}
        name={names[own] ?? "the table"}
        place={hover}
        picked={picked}
        onHover={(place) => {
          scores.hover.value = place;
        }}
        onPick={(place, event) => pickFrom(scores, own, place, event)}
      />
    </div>
  );
}
