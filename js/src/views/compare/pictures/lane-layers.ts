import type { Legend } from "../../../overlays";
import { isInScores } from "../../../overlays";
import { labelAt, labelOf } from "../../../panels/label-at";
import { type BoxFinds, compareFinds } from "../../../pixels/box-finds";
import { boxToRect, smallestAt } from "../../../pixels/boxes";
import type { LabelledBox } from "../../../pixels/matching";
import { compareSides, type LabelledMask, type SideOutcomes } from "../../../pixels/side-outcomes";
import type { Thumbnail } from "../../../thumbnails";
import type { ColumnInfo, Layer, Overlays } from "../../../wire";
import type { Reading } from "./lane-pane";

/** A table's picture, with its overlays under the names of the screen; null where it has none, or it is on its way. */
export interface SidePicture {
  side: number;
  column: ColumnInfo;
  picture: Thumbnail;
}

/** Which overlays are switched off, and which boxes are cut by score. */
export type Shown = Pick<Overlays, "hidden_classes" | "hidden_groups" | "scores">;

/** Least overlap of a match: what COCO and VOC begin with. */
export const LEAST_IOU = 0.5;

/** A picture with some of its layers and no others. */
export function withLayers(
  { side, column, picture }: SidePicture,
  isKept: (layer: Layer) => boolean,
): SidePicture {
  const layers = column.layers.filter(isKept);
  const has = (kind: Layer["kind"]) => (entry: { group: string }) =>
    layers.some((layer) => layer.kind === kind && layer.group === entry.group);
  return {
    side,
    column: { ...column, layers },
    picture: {
      ...picture,
      masks: picture.masks.filter(has("mask")),
      boxes: picture.boxes.filter(has("box")),
    },
  };
}

const isShown = ({ group }: { group: string }, { hidden_groups }: Shown) => !hidden_groups.includes(group);

/** The first mask of a picture that is switched on, true or not. */
export function maskOf(
  { column, picture }: SidePicture,
  truth: readonly string[],
  isTruth: boolean,
  shown: Shown,
): LabelledMask | null {
  const found = picture.masks.find(
    (entry) => isShown(entry, shown) && truth.includes(entry.group) === isTruth,
  );
  const layer = column.layers.find(({ kind, group }) => kind === "mask" && group === found?.group);
  return found && layer ? { mask: found.mask, labels: new Map(layer.classes) } : null;
}

/** Hold the masks of a row against what is true or, where nobody says, against each other. */
export function outcomesOf(
  sides: readonly (SidePicture | null)[],
  truthSide: SidePicture | null,
  truth: readonly string[],
  shown: Shown,
): SideOutcomes | null {
  const isTrue = truthSide && maskOf(truthSide, truth, true, shown);
  const guesses = sides.map((side) => side && maskOf(side, truth, false, shown));
  return compareSides(isTrue, guesses, shown.hidden_classes);
}

/** The boxes of a picture that are switched on, true or found. */
export function labelledBoxes(
  { column, picture }: SidePicture,
  truth: readonly string[],
  isTruth: boolean,
  shown: Shown,
): LabelledBox[] {
  return picture.boxes
    .filter((entry) => isShown(entry, shown) && truth.includes(entry.group) === isTruth)
    .flatMap(({ group, boxes }) =>
      boxes
        .filter((box) => isInScores(box, shown.scores[group]))
        .map((box) => ({ box, group, label: labelOf(column, group, "box", box.class_id) })),
    );
}

/** How many boxes of a picture are switched on. */
export function countBoxes(from: SidePicture, shown: Shown): number {
  return labelledBoxes(from, [], false, shown).length;
}

/** What tables found of the true boxes of one of them; without it, each is held against what it says itself. Null where
 * nobody says what is true. */
export function findsOf(
  sides: readonly (SidePicture | null)[],
  truthSide: SidePicture | null,
  truth: readonly string[],
  shown: Shown,
  leastIou = LEAST_IOU,
): BoxFinds | null {
  if (truth.length === 0) return null;
  const found = sides.map((side) => side && labelledBoxes(side, truth, false, shown));
  if (truthSide) return compareFinds(labelledBoxes(truthSide, truth, true, shown), found, leastIou);
  const own = sides.map((side, k) =>
    compareFinds(
      side ? labelledBoxes(side, truth, true, shown) : [],
      found.map((boxes, at) => (at === k ? (boxes ?? null) : null)),
      leastIou,
    ),
  );
  return {
    verdicts: own.map(({ verdicts }, k) => verdicts[k] ?? null),
    foundBy: new Map(own.flatMap(({ foundBy }) => [...foundBy])),
    only: own.map(({ only }, k) => only[k] ?? 0),
    wrong: own.map(({ wrong }, k) => wrong[k] ?? 0),
    all: 0,
    missed: own.reduce((sum, { missed }) => sum + missed, 0),
  };
}

/** The pictures with the true boxes of one table, where all of them say the same: one box has one fate. */
export function withOneTruth(
  sides: readonly (SidePicture | null)[],
  truthSide: SidePicture,
  truth: readonly string[],
): (SidePicture | null)[] {
  const isTrue = ({ group }: { group: string }) => truth.includes(group);
  const said = truthSide.picture.boxes.filter(isTrue);
  return sides.map((each) => {
    if (!each || each.side === truthSide.side || !each.picture.boxes.some(isTrue)) return each;
    const boxes = [...said, ...each.picture.boxes.filter((entry) => !isTrue(entry))];
    return { ...each, picture: { ...each.picture, boxes } };
  });
}

/** What a table's picture shows at a place, and whether that is right: its class against the true one, or the outcome of
 * the smallest box around the place. */
export function readingAt(
  { column, picture, side }: SidePicture,
  { x, y }: { x: number; y: number },
  legend: Legend,
  overlays: Overlays,
  truth: { label: string | null; groups: readonly string[]; finds: BoxFinds | null } | null,
): Reading | null {
  const isTrue = (group: string) => truth?.groups.includes(group) ?? false;
  const boxes = picture.boxes
    .filter((entry) => isShown(entry, overlays))
    .flatMap(({ group, boxes: all }) =>
      all.filter((box) => isInScores(box, overlays.scores[group])).map((box) => ({ group, box })),
    )
    // Of a box and the true one that it matches to the pixel, the found one has more to say.
    .sort((a, b) => Number(isTrue(a.group)) - Number(isTrue(b.group)));
  const place = { left: 0, top: 0, scaleX: 1 / picture.width, scaleY: 1 / picture.height };
  const rects = boxes.map(({ box }) => boxToRect(box, place));
  const found = boxes[smallestAt(rects, x, y)];
  if (found) {
    const { group, box } = found;
    const name = labelOf(column, group, "box", box.class_id) ?? box.caption ?? "box";
    if (isTrue(group)) return { label: `${name}, true`, isRight: null };
    const [score] = Object.values(box.scores);
    const verdict = truth?.finds?.verdicts[side]?.get(box);
    const overlap = verdict && verdict.iou > 0 ? `, IoU ${verdict.iou.toFixed(2)}` : "";
    return {
      label: `${name}${score === undefined ? "" : ` ${score.toFixed(2)}`}${overlap}`,
      isRight: verdict ? verdict.outcome === "matched" : null,
    };
  }
  const label = labelAt({ ...picture, boxes: [] }, x, y, { column, legend, overlays });
  if (label === null) return null;
  return { label, isRight: truth && truth.label !== null ? label === truth.label : null };
}
