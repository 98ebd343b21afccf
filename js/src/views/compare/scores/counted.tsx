import { Fragment } from "preact";
import type { ClassificationSide, SideAtThreshold } from "../../../evaluation/wire";
import { formatCount } from "../../../format";
import { LaneMark } from "../lane";

export interface CountedProps {
  names: readonly string[];
  sides: readonly ClassificationSide[];
  at: readonly SideAtThreshold[];
}

/** Of each table, how many rows score enough, and how many of those are right. */
export function Counted({ names, sides, at }: CountedProps) {
  const hasMarks = sides.length > 1;
  return (
    <div class={hasMarks ? "dv-counted has-marks" : "dv-counted"} role="status">
      {sides.map((side, k) => {
        const { counted = 0, right = 0 } = at[k] ?? {};
        const left = side.rows - side.scored;
        return (
          <Fragment key={k}>
            {hasMarks && <LaneMark side={k} label={names[k] ?? ""} />}
            <span class="dv-quiet">counted</span>
            <span class="is-number" title={left > 0 ? skippedWords(side) : undefined}>
              {formatCount(counted)} of {formatCount(side.scored)}
              {left > 0 && <span class="dv-quiet"> ({formatCount(left)} left out)</span>}
            </span>
            <span class="is-number">
              {counted > 0 ? (
                <>
                  <b>{percent(right / counted)}</b> right
                </>
              ) : (
                <span class="dv-quiet">nothing counts</span>
              )}
            </span>
          </Fragment>
        );
      })}
    </div>
  );
}

/** A share with one digit: "85.6 %". All and none are exact; what only comes near to them is not rounded up to them. */
export function percent(share: number): string {
  const tenths = Math.round(share * 1000);
  const shown = share < 1 && tenths === 1000 ? 999 : share > 0 && tenths === 0 ? 1 : tenths;
  return `${(shown / 10).toFixed(1)} %`;
}

/** Why rows could not be scored. */
export function skippedWords({ skipped }: Pick<ClassificationSide, "skipped">): string {
  const parts = (["truth", "prediction", "score"] as const).flatMap((what) =>
    skipped[what] > 0 ? [`${formatCount(skipped[what])} without a ${what}`] : [],
  );
  return `Left out: ${parts.join(", ")}.`;
}

/** Why pictures could not be scored; nothing where all were. */
export function skippedPictures({
  skipped,
}: {
  skipped: { truth: number; prediction: number; size: number };
}): string | undefined {
  const parts = [
    [skipped.truth, "without a true mask"],
    [skipped.prediction, "without a predicted mask"],
    [skipped.size, "whose masks differ in size"],
  ] as const;
  const said = parts.flatMap(([count, words]) => (count > 0 ? [`${formatCount(count)} ${words}`] : []));
  return said.length > 0 ? `Left out: ${said.join(", ")}.` : undefined;
}
