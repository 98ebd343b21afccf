import type { DetectionSideAt } from "../../../evaluation/detection-wire";
import { formatCount } from "../../../format";
import { useCompare } from "../compare-state";
import { Difference } from "../difference";
import { LaneMark } from "../lane";
import { thresholdText } from "./clauses";
import { KINDS, type KindAbout, kindCounts } from "./detection-kinds";
import { type DetectionPick, detectionPickOf } from "./detection-pick";
import { scoresOf } from "./scores-state";

/** Under this share of the longest bar a number does not fit into its part. */
const LEAST_SHARE = 0.032;

/** What becomes of each table's boxes at the threshold: right, or which kind of error, and which true boxes are missed. */
export function DetectionBoxes({ sides }: { sides: readonly DetectionSideAt[] }) {
  const view = useCompare();
  const scores = scoresOf(view);
  const pick = detectionPickOf(view);
  const names = scores.names.value;
  const iou = thresholdText(scores.trait.value.iou);
  const index = scores.classIndex.value;
  const counts = sides.map((side) => kindCounts(side, index));
  const most = Math.max(1, ...counts.map((own) => own.reduce((sum, count) => sum + count, 0)));
  const picked = pick.picked.value;
  const nothing = pick.nothing.value;
  const isPicked = (kind: KindAbout["kind"], side: number | null) => pick.isPicked({ kind, side });
  const any = sides.length > 1 ? null : 0;
  return (
    <section class="dv-detection-boxes" aria-label="Where the boxes go">
      <div class="dv-scores-head">
        <h3>Where the boxes go</h3>
        <span class="dv-quiet">
          {index === null ? "" : `${scores.trait.value.class}, `}at score{" "}
          {thresholdText(scores.threshold.value)}, IoU {iou}
        </span>
        <span class="dv-grow" />
        <span class="dv-quiet" role="status">
          {nothing && "no such boxes"}
          {picked &&
            picked.shown < picked.rows &&
            `the ${formatCount(picked.shown)} photos with most of them`}
        </span>
      </div>
      {counts.map((own, side) => (
        <Stack
          key={side}
          side={side}
          name={sides.length > 1 ? (names[side] ?? "") : ""}
          counts={own}
          most={most}
          pick={pick}
        />
      ))}
      <table class="dv-detection-kinds">
        <thead>
          <tr>
            <th scope="col">
              <span class="dv-hidden">Kind</span>
            </th>
            {sides.map((_, side) => (
              <th key={side} scope="col">
                {sides.length > 1 ? (
                  <>
                    <LaneMark side={side} /> {names[side]}
                  </>
                ) : (
                  "boxes"
                )}
              </th>
            ))}
            {sides.length === 2 && <th scope="col">difference</th>}
          </tr>
        </thead>
        <tbody>
          {KINDS.map(({ kind, label, why, better }, at) => (
            <tr key={kind}>
              <th scope="row">
                <button
                  type="button"
                  aria-pressed={isPicked(kind, any)}
                  title={`Show the photos with ${label.toLowerCase()} boxes`}
                  onClick={() => pick.toggle({ kind, side: any })}
                >
                  <i class={`dv-kind is-${kind}`} />
                  {label} <span class="dv-quiet">{why(iou)}</span>
                </button>
              </th>
              {counts.map((own, side) => (
                <td key={side}>
                  {sides.length > 1 ? (
                    <button
                      type="button"
                      class="is-number"
                      disabled={own[at] === 0 && !isPicked(kind, side)}
                      aria-pressed={isPicked(kind, side)}
                      aria-label={`${label}, ${names[side]}: ${own[at]}`}
                      title={`Show the photos with ${label.toLowerCase()} boxes of ${names[side]}`}
                      onClick={() => pick.toggle({ kind, side })}
                    >
                      {formatCount(own[at] ?? 0)}
                    </button>
                  ) : (
                    <span class="is-number">{formatCount(own[at] ?? 0)}</span>
                  )}
                </td>
              ))}
              {sides.length === 2 && (
                <td>
                  <Difference from={counts[0]?.[at]} to={counts[1]?.[at]} better={better} digits={0} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface StackProps {
  side: number;
  name: string;
  counts: readonly number[];
  most: number;
  pick: DetectionPick;
}

/** A table's boxes as one bar; what was missed stands apart, as it counts true boxes. The table below has the same for keys. */
function Stack({ side, name, counts, most, pick }: StackProps) {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return (
    <div class="dv-detection-stack" aria-hidden="true">
      {name && (
        <>
          <LaneMark side={side} />
          <span class="dv-text">{name}</span>
        </>
      )}
      <div class="dv-detection-bar">
        <div class="dv-detection-parts" style={{ width: `${(total / most) * 100}%` }}>
          {KINDS.map(({ kind, label }, at) => {
            const count = counts[at] ?? 0;
            if (count === 0) return null;
            return (
              <button
                key={kind}
                type="button"
                tabIndex={-1}
                class={`dv-kind is-${kind}`}
                style={{ flexGrow: count }}
                title={`${label}: ${formatCount(count)}. Click to see their photos`}
                onClick={() => pick.toggle({ kind, side: name ? side : 0 })}
              >
                {count / most >= LEAST_SHARE && <span>{formatCount(count)}</span>}
              </button>
            );
          })}
        </div>
      </div>
    </div>
  );
}
