import { Button } from "../../../controls/button";
import type { EvaluationOffers } from "../../../evaluation/wire";
import { useCompare } from "../compare-state";

/** Nothing is chosen yet: the likeliest choice as one button, and where to choose others. */
export function NothingYet({ offers }: { offers: EvaluationOffers }) {
  const view = useCompare();
  const { truth: chosen } = view.comparison.value;
  const pairs = likelyPairs(offers, chosen);
  return (
    <div class="dv-scores-empty" role="status">
      <h3>What is right, and what is predicted?</h3>
      {pairs.length > 0 ? (
        <>
          <p class="dv-quiet">Choose above, or take what these tables look like:</p>
          <div class="dv-scores-offers">
            {pairs.map(({ truth, prediction, score }) => (
              <Button
                key={`${truth} ${prediction}`}
                look="line"
                label={
                  <span>
                    <b>{prediction ?? score}</b> against <b>{truth}</b>
                    {prediction !== null && score !== null && (
                      <>
                        , score <b>{score}</b>
                      </>
                    )}
                  </span>
                }
                onClick={() => void view.arrange({ truth, prediction, score })}
              />
            ))}
          </div>
        </>
      ) : (
        <p class="dv-quiet">
          No column here looks like a class, a mask or boxes. Scores need a column that says what is right,
          and one that says what is predicted.
        </p>
      )}
    </div>
  );
}

export interface Pair {
  truth: string;
  prediction: string | null;
  score: string | null;
}

/** The likeliest choices: a truth, and a prediction of its kind. */
export function likelyPairs(offers: EvaluationOffers, chosen: string | null): Pair[] {
  const pairs: Pair[] = [];
  for (const kind of ["class", "mask", "boxes"] as const) {
    const truths = offers.truth.filter((offer) => offer.kind === kind);
    const truth = truths.find(({ name }) => name === chosen)?.name ?? truths[0]?.name;
    if (truth === undefined) continue;
    const prediction =
      offers.prediction.find((offer) => offer.kind === kind && offer.name !== truth)?.name ?? null;
    const wanted = kind === "mask" ? null : kind;
    const score = offers.score.find((offer) => offer.for === wanted)?.name ?? null;
    if (prediction !== null || (kind === "class" && score !== null)) pairs.push({ truth, prediction, score });
  }
  return pairs;
}
