import { useEffect, useState } from "preact/hooks";
import type { DetectionCurve, DetectionResult } from "../../../evaluation/detection-wire";
import { useCompare } from "../compare-state";
import { LaneMark } from "../lane";
import { limitOf, thresholdText } from "./clauses";
import { CurveChart } from "./curve-chart";
import { scoresOf } from "./scores-state";
import { TypedNumber } from "./threshold-line";
import "./curves.css";

/** Precision against recall of the class that is marked, with where the threshold stands on it. */
export function DetectionCurves({ result }: { result: DetectionResult }) {
  const view = useCompare();
  const scores = scoresOf(view);
  const index = scores.classIndex.value;
  const { iou } = scores.trait.value;
  const query = scores.query.value;
  const [curves, setCurves] = useState<{ index: number; sides: DetectionCurve[] } | null>(null);
  useEffect(() => {
    if (index === null) return;
    const abort = new AbortController();
    const params = { query, options: scores.options.peek(), class: index, iou };
    view.channel
      .askQuietly("evaluation_curves", params, abort.signal)
      .then(({ result: { sides } }) => {
        if (!abort.signal.aborted) setCurves({ index, sides: sides as unknown as DetectionCurve[] });
      })
      .catch((error) => {
        if (!abort.signal.aborted)
          scores.failure.value = error instanceof Error ? error.message : String(error);
      });
    return () => abort.abort();
  }, [result, index, iou, JSON.stringify(query)]);
  if (index === null || curves?.index !== index) return null;
  const names = scores.names.value;
  const label = result.classes[index] ?? "";
  const limit = limitOf(scores.limits.value, index);
  if (curves.sides.every((curve) => curve === null)) return null;
  return (
    <section class="dv-detection-curve" aria-label={`Precision and recall of ${label}`}>
      <div class="dv-scores-head">
        <h3>Precision and recall</h3>
        <span class="dv-quiet">
          {label}, IoU {thresholdText(iou)}
        </span>
        <span class="dv-grow" />
        {result.score.name !== null && (
          <span class="dv-threshold-what dv-detection-limit" title="Empty: the threshold of all classes">
            <span class="dv-quiet">{label} from</span>
            <TypedNumber
              label={`Threshold of ${label}`}
              value={scores.trait.value.class_thresholds[label] ?? null}
              placeholder={thresholdText(scores.threshold.value)}
              onNumber={(value) => scores.limitClass(label, value)}
              onEmpty={() => scores.limitClass(label, null)}
            />
          </span>
        )}
      </div>
      <p class="dv-curve-figures">
        {curves.sides.map((curve, side) => (
          <span key={side}>
            {names.length > 1 && <LaneMark side={side} label={names[side] ?? ""} />} AP{" "}
            <b>{curve ? curve.average.toFixed(3) : "–"}</b>
          </span>
        ))}
      </p>
      <CurveChart
        label={`Precision against recall of ${label}`}
        axes={{ x: "recall", y: "precision" }}
        names={names}
        curves={curves.sides.map((curve) => (curve && curve.pr.x.length > 0 ? curve.pr : null))}
        cursors={curves.sides.map((curve) => cursorOn(curve, limit))}
        isStepped
        onPick={(_, score) => scores.moveThreshold(score)}
      />
    </section>
  );
}

/** The last point of a curve that the threshold leaves. */
function cursorOn(curve: DetectionCurve, limit: number): [number, number] | null {
  if (!curve) return null;
  const { x, y, score } = curve.pr;
  const at = score.findLastIndex((value) => value !== null && value >= limit);
  return at < 0 ? null : [x[at] as number, y[at] as number];
}
