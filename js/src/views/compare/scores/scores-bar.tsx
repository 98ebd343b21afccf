import type { ComponentChildren } from "preact";
import { Button } from "../../../controls/button";
import type { ColumnChoice, EvaluationOffers } from "../../../evaluation/wire";
import { formatRows } from "../../../format";
import { useCompare } from "../compare-state";
import { type Choice, Chooser } from "./chooser";
import { scoresOf } from "./scores-state";

export interface ScoresBarProps {
  /** Whether what is scored may have scores; masks have none. */
  hasScore: boolean;
  offers: EvaluationOffers;
  /** The score that is taken where none was chosen. */
  guessed: string | null;
  /** Stands at the right. */
  children?: ComponentChildren;
}

/** What is compared with what: the columns of truth, of predictions and of their scores. */
export function ScoresBar({ hasScore, offers, guessed, children }: ScoresBarProps) {
  const view = useCompare();
  const { truth, prediction, score } = scoresOf(view).options.value;
  const choose = (part: "truth" | "prediction" | "score", value: string | null) =>
    void view.arrange({ [part]: value });
  const choices = (part: "truth" | "prediction" | "score", now: ColumnChoice): Choice[] => {
    const named = offers[part].map(({ name, ...offer }) => ({
      label: name,
      note:
        "of" in offer && offer.of ? offer.of : "kind" in offer && offer.kind !== "class" ? offer.kind : "",
      isChosen: now === name,
      onPick: () => choose(part, name),
    }));
    const none = { truth: null, prediction: "highest score", score: guessed ?? "no scores" }[part];
    return none === null
      ? named
      : [...named, { label: none, isChosen: now === null, onPick: () => choose(part, null) }];
  };
  return (
    <div class="dv-scores-bar" role="toolbar" aria-label="What is scored">
      <Chooser label="truth" value={words(truth, "choose")} choices={choices("truth", truth)} />
      <Chooser
        label="prediction"
        value={words(prediction, score === null ? "choose" : "highest score")}
        choices={choices("prediction", prediction)}
      />
      {hasScore && (
        <Chooser label="score" value={words(score, guessed ?? "none")} choices={choices("score", score)} />
      )}
      <span class="dv-grow" />
      {children}
    </div>
  );
}

/** A choice as it reads: the parts of a list one after the other. */
export function words(choice: ColumnChoice, none: string): string {
  if (choice === null || choice === "") return none;
  if (typeof choice === "string") return choice;
  return new Set(choice).size === 1 ? (choice[0] as string) : choice.join(", ");
}

/** How many rows are picked, and whether they alone are scored. */
export function PickedNote() {
  const view = useCompare();
  const scores = scoresOf(view);
  if (scores.picks.value.length === 0) return null;
  const isOnlyThese = scores.trait.value.only_these;
  return (
    <>
      <span class="dv-quiet dv-optional" role="status">
        {isOnlyThese ? "scores of " : ""}
        {formatRows(view.rows.matched.value)}
        {isOnlyThese ? " alone" : scores.cell.value ? ", shown below" : ""}
      </span>
      <Button
        small
        pressed={isOnlyThese}
        label="Score these rows only"
        onClick={() => scores.change({ only_these: !isOnlyThese })}
      />
      <Button
        small
        label="Let go"
        title="Take the clauses out that were picked here"
        onClick={() => scores.pick([])}
      />
    </>
  );
}
