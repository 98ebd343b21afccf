import { useEffect } from "preact/hooks";
import { Button } from "../../../controls/button";
import type { DetectionAtThreshold, DetectionResult } from "../../../evaluation/detection-wire";
import { formatCount } from "../../../format";
import { useCompare } from "../compare-state";
import { DetectionBoxes } from "./detection-boxes";
import { DetectionClasses } from "./detection-classes";
import { DetectionConfused } from "./detection-confused";
import { DetectionCurves } from "./detection-curves";
import { DetectionFigures } from "./detection-figures";
import { trueBoxes } from "./detection-kinds";
import { DetectionPhotos } from "./detection-photos";
import { detectionPickOf } from "./detection-pick";
import { followThreshold } from "./detection-shown";
import { type Scored, scoresOf } from "./scores-state";
import { ThresholdLine, TypedNumber } from "./threshold-line";
import "./detection.css";

const LEAST_IOU = 0.1;

/** Scores of boxes: COCO's figures, and what becomes of each box at one threshold and one overlap. */
export function DetectionScores({ scored }: { scored: Scored<DetectionResult> }) {
  const view = useCompare();
  const scores = scoresOf(view);
  const { result } = scored;
  const at = scored.at as DetectionAtThreshold | null;
  useEffect(() => detectionPickOf(view).follow(), [view]);
  useEffect(() => followThreshold(view, scores, result), [view, scores, result]);
  if (!at) return null;
  const { sides, score, classes } = result;
  const withTruth = classes.filter((_, index) => trueBoxes(sides, index) > 0).length;
  const photos = Math.max(0, ...sides.map((side) => side.photos));
  const overlap = (
    <div class="dv-threshold-what dv-detection-iou">
      <span class="dv-quiet">Match from IoU</span>
      <TypedNumber
        label="Match from IoU"
        value={scores.trait.value.iou}
        onNumber={(iou) => scores.change({ iou: Math.min(1, Math.max(LEAST_IOU, iou)) })}
      />
    </div>
  );
  return (
    <div class="dv-scores-body dv-detection">
      {score.name === null ? (
        <div class="dv-threshold is-bare">
          <span class="dv-quiet">Boxes have no score: all of them count.</span>
          {overlap}
        </div>
      ) : (
        <ThresholdLine
          range={{ low: score.low, high: score.high, is_probability: score.low === 0 && score.high === 1 }}
          value={scores.threshold.value}
          onMove={(value) => scores.moveThreshold(value)}
          counts={sides.map(({ histogram }) => histogram)}
          noun="Boxes"
        >
          {overlap}
        </ThresholdLine>
      )}
      <DetectionFigures sides={sides} names={scores.names.value} />
      <div class="dv-detection-two">
        <div class="dv-detection-column">
          <DetectionClasses result={result} />
        </div>
        <div class="dv-detection-column">
          <DetectionBoxes sides={at.sides} />
          <DetectionConfused pairs={at.confused} classes={classes} />
          <DetectionCurves result={result} />
          <DetectionPhotos result={result} photos={at.photos} missing={at.photos_missing} />
        </div>
      </div>
      <footer class="dv-detection-foot">
        <span>
          <b>{formatCount(photos)}</b> {photos === 1 ? "photo" : "photos"}, {formatCount(withTruth)}{" "}
          {withTruth === 1 ? "class" : "classes"} with true boxes
          <Skipped result={result} names={scores.names.value} />
        </span>
        <span class="dv-grow" />
        <Button
          small
          label="Open as rows"
          onClick={() => {
            view.tab.value = "rows";
          }}
        />
      </footer>
    </div>
  );
}

/** What could not be scored, in words. */
function Skipped({ result, names }: { result: DetectionResult; names: readonly string[] }) {
  const parts = result.sides.flatMap(({ skipped }, side) => {
    const own = result.sides.length > 1 ? ` in ${names[side]}` : "";
    return [
      ...(skipped.photo > 0 ? [`${formatCount(skipped.photo)} without a photo${own}`] : []),
      ...(skipped.score > 0 ? [`${formatCount(skipped.score)} boxes without a score${own}`] : []),
    ];
  });
  return parts.length > 0 ? <span class="dv-quiet">; left out: {parts.join(", ")}</span> : null;
}
