import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { Button } from "../../../controls/button";
import type { EvaluationResult } from "../../../evaluation/wire";
import { ChunkFailure, ChunkProgress } from "../../chunked";
import { EmptyResult } from "../../empty-result";
import { useCompare } from "../compare-state";
import { ClassificationScores } from "./classification";
import { DetectionScores } from "./detection";
import { NothingYet } from "./nothing-yet";
import { PickedNote, ScoresBar } from "./scores-bar";
import { type Scored, type ScoresState, scoresOf } from "./scores-state";
import { SegmentationScores } from "./segmentation";
import { useWidth } from "./use-width";
import "./scores.css";

/** What draws the scores of each kind. */
const PANELS: Partial<Record<string, ComponentType<{ scored: Scored<never> }>>> = {
  classification: ClassificationScores as ComponentType<{ scored: Scored<never> }>,
  detection: DetectionScores as ComponentType<{ scored: Scored<never> }>,
  segmentation: SegmentationScores as ComponentType<{ scored: Scored<never> }>,
};

/** Under this width what was picked is told at the foot: a second line above would move the cells under the hand. */
const NARROW_PX = 700;

/** How good the predictions of each table are. */
export function ScoresTab() {
  const scores = scoresOf(useCompare());
  useEffect(() => scores.watch(), [scores]);
  const scored = scores.scored.value;
  const failure = scores.failure.value;
  const isLoading = scores.isLoading.value;
  const offers = scored?.result.offers ?? scores.offers.value;
  const { place, width } = useWidth();
  const isNarrow = width < NARROW_PX;
  return (
    <div ref={place} class="dv-scores" aria-busy={isLoading}>
      {isLoading && <Computing scores={scores} />}
      {offers && (
        <ScoresBar
          hasScore={scored?.result.kind !== "segmentation"}
          offers={offers}
          guessed={scored && guessedScore(scored.result)}
        >
          {!isNarrow && <PickedNote />}
        </ScoresBar>
      )}
      {failure !== null && (
        <ChunkFailure
          message="These rows could not be scored."
          failure={failure}
          onRetry={() => scores.retry()}
        />
      )}
      {scored ? (
        <div class={isLoading ? "is-waiting" : ""}>
          <Panel scored={scored} />
        </div>
      ) : (
        failure === null && <Skeleton />
      )}
      {isNarrow && scores.picks.value.length > 0 && (
        <div class="dv-picked-foot">
          <PickedNote />
        </div>
      )}
    </div>
  );
}

function Panel({ scored }: { scored: Scored }) {
  const { result } = scored;
  if (result.kind === null) return <NothingYet offers={result.offers} />;
  if (isEmpty(result)) return <NoRows />;
  const Body = PANELS[result.kind];
  return Body ? <Body scored={scored as Scored<never>} /> : null;
}

/** The score of boxes that is taken where none was chosen. */
function guessedScore(result: EvaluationResult): string | null {
  return result.kind === "detection" ? (result.score?.name ?? null) : null;
}

function isEmpty(result: EvaluationResult): boolean {
  return "sides" in result && (result.sides as { rows: number }[]).every(({ rows }) => rows === 0);
}

/** No row to score: which clause is to blame, as in the table. */
function NoRows() {
  const { place, width } = useWidth();
  return (
    <div ref={place}>
      <EmptyResult width={Math.max(0, width)} />
    </div>
  );
}

/** While Python counts: nothing for a moment, then how far it is, and a way to stop. */
function Computing({ scores }: { scores: ScoresState }) {
  const { isSlow, progress } = scores.view.channel;
  if (!isSlow.value) return null;
  const share = progress.value;
  return (
    <div class="dv-scores-computing" role="status">
      <ChunkProgress label="Scoring" />
      <span class="dv-quiet">{share === null ? "Scoring" : `Scoring, ${Math.round(100 * share)} %`}</span>
      <Button look="line" small icon="stop" label="Stop" onClick={() => scores.stop()} />
    </div>
  );
}

function Skeleton() {
  return (
    <div class="dv-scores-skeleton" aria-hidden="true">
      <i class="dv-skeleton" />
      <i class="dv-skeleton" />
    </div>
  );
}
