import { batch } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { ClassificationResult, SideAtThreshold } from "../../../evaluation/wire";
import { useCompare } from "../compare-state";
import { LaneMark } from "../lane";
import { CalibrationChart } from "./calibration-chart";
import { Chooser } from "./chooser";
import { binClause, curveClause } from "./clauses";
import { CurveChart } from "./curve-chart";
import { className } from "./matrix-values";
import { scoresOf } from "./scores-state";
import "./curves.css";

export interface CurvesPanelProps {
  result: ClassificationResult;
  at: readonly SideAtThreshold[];
  /** At which the cursors are. */
  threshold: number;
}

/** Precision and recall, ROC, and calibration: those of the chosen class, or of all of them together. */
export function CurvesPanel({ result, at, threshold }: CurvesPanelProps) {
  const scores = scoresOf(useCompare());
  const { classes, sides } = result;
  const index = scores.classIndex.value;
  const curves = scores.curves.value;
  // While the curves of another class are on their way, those that are here stay.
  const here = curves?.sides ?? [];
  const names = scores.names.value;
  const shown = index === null ? "all classes" : className(classes[index]);
  const chooser = (
    <Chooser
      isBare
      label="Whose curves"
      value={shown}
      choices={[
        { label: "all classes", isChosen: index === null, onPick: () => scores.change({ class: null }) },
        ...classes.map((label, at) => ({
          label: className(label),
          isChosen: at === index,
          onPick: () => scores.change({ class: label }),
        })),
      ]}
    />
  );
  const pickPoint = (side: number, score: number) => {
    const words = scores.words()[side];
    const clause = index === null || !words ? null : curveClause(words, index, score);
    batch(() => {
      scores.moveThreshold(score);
      if (clause) scores.pick([{ text: clause }]);
    });
  };
  const of = (values: "ap" | "auc", side: number) =>
    index === null ? (sides[side]?.micro[values] ?? null) : (sides[side]?.[values]?.[index] ?? null);
  return (
    <div class="dv-curves">
      <Plot title="Precision and recall" aside={chooser}>
        <Figures
          figures={sides.map((_, side) => {
            const [recall, precision] = at[side]?.cursors.pr ?? [null, null];
            return { name: "AP", value: of("ap", side), more: `P ${two(precision)}, R ${two(recall)}` };
          })}
        />
        <CurveChart
          label={`Precision and recall of ${shown}`}
          axes={{ x: "recall", y: "precision" }}
          names={names}
          curves={here.map((side) => side?.pr ?? null)}
          cursors={at.map(({ cursors }) => cursors.pr)}
          isStepped
          onPick={pickPoint}
        />
      </Plot>
      <Plot title="ROC" aside={chooser}>
        <Figures
          figures={sides.map((_, side) => {
            const [, rate] = at[side]?.cursors.roc ?? [null, null];
            return { name: "AUC", value: of("auc", side), more: `TPR ${two(rate)}` };
          })}
        />
        <CurveChart
          label={`ROC of ${shown}`}
          axes={{ x: "false positive rate", y: "true positive rate" }}
          names={names}
          curves={here.map((side) => side?.roc ?? null)}
          cursors={at.map(({ cursors }) => cursors.roc)}
          isStepped={false}
          hasChance
          onPick={pickPoint}
        />
      </Plot>
      {sides.some(({ calibration }) => calibration) && (
        <Plot title="Calibration" aside={<span class="dv-quiet">10 bins, size shows rows</span>}>
          <Figures figures={sides.map(({ ece }) => ({ name: "ECE", value: ece }))} />
          <CalibrationChart
            names={names}
            sides={sides.map(({ calibration }) => calibration)}
            threshold={threshold}
            onPick={(side, { low, high }, isLast) => {
              const words = scores.words()[side];
              const clause = words ? binClause(words, low, high, isLast) : null;
              if (clause !== null) scores.togglePick(clause);
            }}
          />
        </Plot>
      )}
    </div>
  );
}

const two = (value: number | null) => (value === null ? "–" : value.toFixed(2));

function Plot({
  title,
  aside,
  children,
}: {
  title: string;
  aside: ComponentChildren;
  children: ComponentChildren;
}) {
  return (
    <section class="dv-curve" aria-label={title}>
      <div class="dv-scores-head">
        <h3>{title}</h3>
        {aside}
      </div>
      {children}
    </section>
  );
}

interface Figure {
  name: string;
  value: number | null;
  /** What moves with the threshold. */
  more?: string;
}

/** The figures of a chart, per table. */
function Figures({ figures }: { figures: Figure[] }) {
  const names = scoresOf(useCompare()).names.value;
  return (
    <p class="dv-curve-figures">
      {figures.map(({ name, value, more }, side) => (
        <span key={side}>
          {figures.length > 1 && <LaneMark side={side} label={names[side] ?? ""} />} {name}{" "}
          <b>{value === null ? "–" : value.toFixed(3)}</b>
          {more && <span class="dv-quiet"> {more}</span>}
        </span>
      ))}
    </p>
  );
}
