import { useMemo, useRef } from "preact/hooks";
import type { ClassificationResult, SideAtThreshold } from "../../../evaluation/wire";
import { useCompare } from "../compare-state";
import { Chooser } from "./chooser";
import { type ClassSort, sortInForce } from "./class-order";
import { isCell } from "./clauses";
import { pickFrom } from "./confusion-panel";
import { DenseMatrix } from "./dense-matrix";
import { MatrixSides } from "./matrix-sides";
import type { Confusion } from "./matrix-values";
import { MistakesList } from "./mistakes-list";
import { scoresOf } from "./scores-state";
import { tipTitle, useShownMatrix } from "./shown-matrix";

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
  const matrices = useMemo<Confusion[]>(() => at.map(({ matrix }) => ({ size, counts: matrix })), [at, size]);
  const shown = useShownMatrix(matrices);
  const { own } = shown;
  const picked = (scores.placesOn(own)?.places ?? []).filter(isCell);
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
          label={shown.titled("Confusion")}
          classes={classes}
          order={order}
          look={shown.look}
          place={hover}
          picked={picked}
          onHover={(place) => {
            scores.hover.value = place;
          }}
          onPick={(place, event) => pickFrom(scores, own, place, event)}
          title={(place) => tipTitle(classes, place)}
          counts={shown.counts}
        />
      </div>
      <MistakesList
        classes={classes}
        matrices={matrices}
        side={own}
        name={shown.name}
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
