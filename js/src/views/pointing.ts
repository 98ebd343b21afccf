import { formatCount } from "../format";
import { masksAt } from "../panels/label-at";
import type { Scene } from "../panels/paint";
import { regionSize } from "../pixels/agreement";
import { smallestAt } from "../pixels/boxes";
import type { Thumbnail } from "../thumbnails";
import type { Box } from "../wire";
import { type Judged, judgedBoxes, type Look, placementOf } from "./pane-drawing";
import { tagText } from "./pane-tags";

/** A class by its name, with words beside it. */
export interface NamedPart {
  label: string;
  note: string;
}

/** What is named beside the pointer: lines of one or more classes. */
export type Tip = NamedPart[][];

export interface Pointed {
  tip: Tip;
  box: Box | null;
  /** Label of what is uppermost. */
  label: string | null;
}

export interface Place {
  x: number;
  y: number;
}

/** Regions of larger masks take longer to measure than a pointer rests. */
const MEASURED_PIXELS = 1_000_000;

/** What a pane shows at a place given in fractions of its picture. `truth` is what is true there, as far as another pane
 * knows it. */
export function whatIsAt(
  picture: Thumbnail,
  place: Place,
  look: Look,
  scene: Scene,
  judged: Judged | null,
  truth: string | null,
): Pointed {
  const boxes = judgedBoxes(picture, look, scene, judged);
  const { left, top, scaleX, scaleY } = placementOf(picture, look);
  const [x, y] = [left + place.x * picture.width * scaleX, top + place.y * picture.height * scaleY];
  const box =
    boxes[
      smallestAt(
        boxes.map(({ rect }) => rect),
        x,
        y,
      )
    ];
  const masks = masksAt(picture, place.x, place.y, scene)
    .filter(({ label }) => label === null || !scene.overlays.hidden_classes.includes(label))
    .map(({ group, id, label }) => ({ group, label: label ?? `class ${id}` }));
  const tip: Tip = maskLines(picture, place, masks, scene, truth);
  if (box) tip.push([{ label: box.label ?? tagText(box), note: boxNote(box, judged) }]);
  const label = box ? box.label : (masks.at(-1)?.label ?? null);
  return { tip, box: box?.box ?? null, label };
}

function maskLines(
  picture: Thumbnail,
  place: Place,
  masks: { group: string; label: string }[],
  { legend }: Scene,
  truth: string | null,
): Tip {
  const [first, second] = masks;
  if (!first) return [];
  const isTruth = (group: string) =>
    legend.hasTruth && legend.groups.some((entry) => entry.name === group && entry.isTruth);
  if (masks.length === 1) {
    const isWrong = !isTruth(first.group) && truth !== null && truth !== first.label;
    const note = isWrong ? `truth: ${truth}` : regionNote(picture, place, first.group);
    return [[{ label: first.label, note }]];
  }
  if (new Set(masks.map(({ label }) => label)).size === 1)
    return [[{ label: first.label, note: masks.length === 2 ? "both" : "in all groups" }]];
  if (masks.length === 2 && second && isTruth(first.group))
    return [
      [
        { label: first.label, note: "predicted" },
        { label: second.label, note: "" },
      ],
    ];
  return masks.map(({ group, label }) => [{ label, note: group }]);
}

function regionNote(picture: Thumbnail, place: Place, group: string): string {
  const mask = picture.masks.find((entry) => entry.group === group)?.mask;
  // A thumbnail standing in has other pixels.
  if (!mask || mask.ids.length > MEASURED_PIXELS || mask.width !== picture.width) return "";
  const size = regionSize(mask, Math.floor(place.x * mask.width), Math.floor(place.y * mask.height));
  return `${formatCount(size)} px region`;
}

function boxNote({ group, box }: { group: string; box: Box }, judged: Judged | null): string {
  const scores = Object.entries(box.scores).map(([key, score]) => `${key} ${score.toFixed(3)}`);
  const verdict = judged?.verdicts.get(box);
  const outcome = !verdict
    ? ""
    : verdict.outcome === "matched"
      ? `matched, IoU ${verdict.iou.toFixed(2)}`
      : verdict.outcome === "missed"
        ? "missed"
        : verdict.iou > 0
          ? `false positive, best IoU ${verdict.iou.toFixed(2)}`
          : "false positive, nothing there";
  return [box.caption, group, ...scores, outcome].filter(Boolean).join(", ");
}
