import { isInScores } from "../overlays";
import type { GroupMask, Scene } from "../panels/paint";
import { type Agreement, ClassIndex, compareMasks, mostId } from "../pixels/agreement";
import { HIDDEN } from "../pixels/difference";
import type { Mask } from "../pixels/masks";
import { countOutcomes, judgeBoxes, type LabelledBox, type Outcome, type Verdict } from "../pixels/matching";
import type { Thumbnail } from "../thumbnails";
import type { Box, ColumnInfo, Overlays } from "../wire";
import { boxesOf, pairOf, type Sheet } from "./sheets";

/** What became of the boxes of a row. */
export interface BoxJudgement {
  verdicts: ReadonlyMap<Box, Verdict>;
  counts: Record<Outcome, number>;
}

type PictureOf = (column: ColumnInfo) => Thumbnail | null;

/** The score that boxes of a column's group are ordered by: the first that was named for it. */
export function scoreKeyOf(column: ColumnInfo, group: string): string | undefined {
  return column.layers.find((layer) => layer.group === group && layer.kind === "box")?.score_keys[0];
}

const hasBoxes = ({ column, group }: Sheet) =>
  column.layers.some((layer) => layer.group === group && layer.kind === "box");

/** Whether some sheets have true boxes and others to hold against them. */
export function canJudge(sheets: readonly Sheet[]): boolean {
  const boxed = sheets.filter(hasBoxes);
  return boxed.some(({ isNamed }) => isNamed) && boxed.some(({ isNamed }) => !isNamed);
}

/** Judge the boxes of a row that are in the score ranges; null where there is nothing to hold them against. */
export function judgeRow(
  sheets: readonly Sheet[],
  pictureOf: PictureOf,
  scores: Overlays["scores"],
  leastIou: number,
): BoxJudgement | null {
  if (!canJudge(sheets)) return null;
  const all = boxesOf(sheets, pictureOf);
  const truth = all.filter(({ isTruth }) => isTruth);
  const found: LabelledBox[] = all.filter(
    ({ isTruth, box, group }) => !isTruth && isInScores(box, scores[group]),
  );
  const scoreOf = ({ scores }: Box) => Object.values(scores)[0] ?? 0;
  const verdicts = judgeBoxes(truth, found, leastIou, scoreOf);
  return { verdicts, counts: countOutcomes(found, verdicts) };
}

const labelsOf = ({ column, group }: Sheet) =>
  new Map(column.layers.find((layer) => layer.group === group && layer.kind === "mask")?.classes);

/** Hold the predicted mask of a row against the true one; null where one is missing or of another size. */
export function agreementOf(sheets: readonly Sheet[], pictureOf: PictureOf): Agreement | null {
  const pair = pairOf(sheets);
  if (!pair) return null;
  const [truth, guess] = pair.map(
    ({ column, group }): Mask | undefined =>
      pictureOf(column)?.masks.find((entry) => entry.group === group)?.mask,
  );
  if (!truth || !guess || truth.width !== guess.width || truth.height !== guess.height) return null;
  return compareMasks(truth, guess, labelsOf(pair[0]), labelsOf(pair[1]));
}

/** Of the two masks of a difference, the class of each id; hidden ones are set apart. */
export function differenceOf(
  { column, overlays }: Pick<Scene, "column" | "overlays">,
  truth: GroupMask,
  guess: GroupMask,
): { truth: Int32Array; guess: Int32Array; labels: string[] } {
  const index = new ClassIndex();
  const of = ({ group, mask }: GroupMask, isTruth: boolean) => {
    const labels = new Map(column.layers.find((layer) => layer.group === group)?.classes);
    return index.of(labels, mostId(mask, labels), isTruth);
  };
  const classes = [of(truth, true), of(guess, false)] as const;
  const isHidden = index.labels.map((label) => overlays.hidden_classes.includes(label));
  const [trueOf, guessOf] = classes.map((list) => list.map((k) => (isHidden[k] ? HIDDEN : k)));
  return { truth: trueOf as Int32Array, guess: guessOf as Int32Array, labels: index.labels };
}
