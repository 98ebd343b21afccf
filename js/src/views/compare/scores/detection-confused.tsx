import type { ConfusedPair } from "../../../evaluation/detection-wire";
import { formatCount } from "../../../format";
import { useCompare } from "../compare-state";
import { LaneMark } from "../lane";
import { detectionPickOf } from "./detection-pick";
import { scoresOf } from "./scores-state";

/** Which classes are taken for which others, the most frequent first; a click keeps their photos. */
export function DetectionConfused({
  pairs,
  classes,
}: {
  pairs: readonly ConfusedPair[];
  classes: readonly string[];
}) {
  const view = useCompare();
  const pick = detectionPickOf(view);
  const names = scoresOf(view).names.value;
  if (pairs.length === 0) return null;
  return (
    <div class="dv-detection-confused" role="group" aria-label="Most confused">
      <span class="dv-quiet">Most confused</span>
      {pairs.map(({ truth, prediction, counts }) => {
        const picked = { kind: null, side: counts.length > 1 ? null : 0, truth, prediction };
        return (
          <button
            key={`${truth} ${prediction}`}
            type="button"
            class="dv-detection-pair"
            aria-pressed={pick.isPicked(picked)}
            title={`Show the photos in which a ${classes[truth]} is taken for a ${classes[prediction]}`}
            onClick={() => pick.toggle(picked)}
          >
            {classes[truth]} <span class="dv-quiet">taken for</span> {classes[prediction]}
            {counts.map((count, side) => (
              <span key={side} class="is-number">
                {counts.length > 1 && <LaneMark side={side} label={names[side] ?? ""} />} {formatCount(count)}
              </span>
            ))}
          </button>
        );
      })}
    </div>
  );
}
