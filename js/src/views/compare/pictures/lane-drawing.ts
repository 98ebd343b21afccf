import {
  layPixels,
  paintMasks,
  type Scene,
  type ShownBox,
  shownBoxes,
  strokeBox,
} from "../../../panels/paint";
import type { BoxFinds } from "../../../pixels/box-finds";
import { crossBox, hatchBox } from "../../../pixels/box-marks";
import { type ClassColor, readColor } from "../../../pixels/colors";
import { sampleIds } from "../../../pixels/masks";
import { comparePhotos, type PhotoDifference, paintFar } from "../../../pixels/photo-difference";
import { paintOutcomes, type SideOutcomes } from "../../../pixels/side-outcomes";
import type { Thumbnail } from "../../../thumbnails";
import type { Box, Overlays } from "../../../wire";
import { drawPhoto, type Look, placementOf, samplingFor, type Tint } from "../../pane-drawing";

/** True boxes belong to no table: they are white, dashed, with a dark halo. */
const TRUE_COLOR = readColor("#ffffff");
const TABLES = 8;

/** The colours of the tables, as the stylesheet has them now. */
export function tableColors(el: Element): ClassColor[] {
  const style = getComputedStyle(el.closest(".dv") ?? el);
  return Array.from({ length: TABLES }, (_, k) => readColor(style.getPropertyValue(`--dv-table-${k}`)));
}

/** Lines of boxes: thin where pictures are small. */
const lineOf = ({ pane }: Look) => (pane.height < 64 ? 1 : pane.height < 200 ? 1.5 : 2);

/** The boxes of a picture in the colour of its table; true ones are white and dashed. */
export function boxesOfTable(picture: Thumbnail, look: Look, scene: Scene, color: ClassColor): ShownBox[] {
  return shownBoxes(picture.boxes, placementOf(picture, look, look.ratio), scene).map((shown) =>
    shown.isTruth && scene.legend.hasTruth
      ? { ...shown, color: TRUE_COLOR, line: "dashed" }
      : { ...shown, color },
  );
}

/** Gives boxes the colour of their table, by group; true ones are white and dashed. */
export function tintByTable(
  el: Element,
  sideOf: ReadonlyMap<string, number>,
  truth: readonly string[],
): Tint {
  const colors = tableColors(el);
  return (shown) => {
    if (truth.includes(shown.group)) return { ...shown, color: TRUE_COLOR, line: "dashed" };
    const color = colors[(sideOf.get(shown.group) ?? 0) % TABLES];
    return color ? { ...shown, color } : shown;
  };
}

/** Masks that are held against each other are as strong as each other: their photos should be seen alike. */
const FILL = 0.52;

function withEvenFill({ column, overlays }: Scene): Overlays {
  const even = Object.fromEntries(column.layers.map(({ group }) => [group, FILL]));
  return { ...overlays, opacity: { ...even, ...overlays.opacity } };
}

/** A photo with the masks of its classes, and with boxes in the colour of a table. */
export function drawTable(
  canvas: HTMLCanvasElement,
  picture: Thumbnail,
  look: Look,
  scene: Scene,
  side: number,
): void {
  drawPhoto(canvas, picture, look, false);
  const ctx = canvas.getContext("2d");
  if (!ctx) return;
  const { width, height } = canvas;
  if (picture.masks.length > 0) {
    const style = { isLarge: false, pixelRatio: look.ratio };
    const even = { ...scene, overlays: withEvenFill(scene) };
    const pixels = paintMasks(picture.masks, samplingFor(picture, look), width, height, even, style);
    layPixels(ctx, pixels, width, height);
  }
  const color = tableColors(canvas)[side % TABLES] ?? TRUE_COLOR;
  for (const shown of boxesOfTable(picture, look, scene, color)) {
    ctx.globalAlpha = scene.raised !== null && shown.label !== scene.raised ? 0.35 : 1;
    strokeBox(ctx, shown, lineOf(look), look.ratio);
  }
  ctx.globalAlpha = 1;
}

/** Period of the stripes of what no table got right, in CSS pixels. */
const STRIPE_PX = 6;

/** Where tables differ in their masks, over a grey photo. */
export function drawOutcomes(
  canvas: HTMLCanvasElement,
  picture: Thumbnail,
  look: Look,
  outcomes: SideOutcomes,
): void {
  drawPhoto(canvas, picture, look, true);
  layOutcomes(canvas, picture, look, outcomes);
}

/** Where tables differ in their masks, over what a canvas shows. */
export function layOutcomes(
  canvas: HTMLCanvasElement,
  picture: Thumbnail,
  look: Look,
  { mask }: SideOutcomes,
): void {
  const ctx = canvas.getContext("2d");
  if (!ctx) return;
  const { width, height } = canvas;
  const out = new Uint8ClampedArray(width * height * 4);
  const ids = sampleIds(mask, samplingFor(picture, look)(mask), width, height);
  paintOutcomes(out, ids, width, tableColors(canvas), Math.round(STRIPE_PX * look.ratio));
  layPixels(ctx, out, width, height);
}

/** Boxes of one picture and which table they are of; true ones are of none. */
export interface SidedBoxes {
  side: number | null;
  picture: Thumbnail;
  scene: Scene;
}

/** What tables found, over one photo, where nobody says what is true: each table's boxes have its colour. Else a true box has the colour of the table that alone found it, is dashed where several
 * did and hatched where none did; what is found where nothing is has strokes from its corners. */
export function drawFinds(
  canvas: HTMLCanvasElement,
  photo: Thumbnail,
  look: Look,
  sides: readonly SidedBoxes[],
  finds: BoxFinds | null,
): void {
  drawPhoto(canvas, photo, look, false);
  layFinds(canvas, look, sides, finds);
}

/** What tables found, over what a canvas shows. */
export function layFinds(
  canvas: HTMLCanvasElement,
  look: Look,
  sides: readonly SidedBoxes[],
  finds: BoxFinds | null,
): void {
  const ctx = canvas.getContext("2d");
  if (!ctx) return;
  const colors = tableColors(canvas);
  const line = lineOf(look);
  for (const { side, picture, scene } of sides) {
    const boxes = shownBoxes(picture.boxes, placementOf(picture, look, look.ratio), scene);
    for (const shown of boxes) {
      if (!finds) {
        const color = colors[(side ?? 0) % TABLES] ?? TRUE_COLOR;
        strokeBox(ctx, { ...shown, color }, line, look.ratio);
      } else if (side === null)
        drawTrueBox(ctx, shown, finds.foundBy.get(shown.box) ?? [], colors, line, look.ratio);
      else if (isFalse(finds, side, shown.box)) {
        const color = colors[side % TABLES] ?? TRUE_COLOR;
        crossBox(ctx, shown.rect, color, look.ratio);
        strokeBox(ctx, { ...shown, color }, 1, look.ratio);
      }
    }
  }
}

const isFalse = ({ verdicts }: BoxFinds, side: number, box: Box) =>
  verdicts[side]?.get(box)?.outcome === "false positive";

function drawTrueBox(
  ctx: CanvasRenderingContext2D,
  shown: ShownBox,
  foundBy: readonly number[],
  colors: readonly ClassColor[],
  line: number,
  ratio: number,
): void {
  const [only] = foundBy;
  const isAlone = foundBy.length === 1 && only !== undefined;
  const color = (isAlone ? colors[only % TABLES] : undefined) ?? TRUE_COLOR;
  if (foundBy.length === 0) hatchBox(ctx, shown.rect, color, ratio);
  strokeBox(ctx, { ...shown, color, line: isAlone ? "solid" : "dashed" }, isAlone ? line + 0.5 : line, ratio);
}

/** How photos of one size differ, at the size of the small picture; null where sizes differ. */
export function photoDifference(pictures: readonly Thumbnail[]): PhotoDifference | null {
  const [first] = pictures;
  if (!first || pictures.some(({ width, height }) => width !== first.width || height !== first.height))
    return null;
  const { naturalWidth: width, naturalHeight: height } = first.photo;
  const [base, ...others] = pictures.map(({ photo }) => {
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    const ctx = canvas.getContext("2d", { willReadFrequently: true });
    ctx?.drawImage(photo, 0, 0, width, height);
    return ctx?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray(width * height * 4);
  });
  return base ? comparePhotos(base, others) : null;
}

/** Where photos differ: white on black. */
export function drawPhotoDifference(
  canvas: HTMLCanvasElement,
  picture: Thumbnail,
  look: Look,
  difference: PhotoDifference,
): void {
  drawPhoto(canvas, picture, look, false);
  layPhotoDifference(canvas, picture, look, difference);
}

/** Where photos differ, over what a canvas shows. */
export function layPhotoDifference(
  canvas: HTMLCanvasElement,
  picture: Thumbnail,
  look: Look,
  { far }: PhotoDifference,
): void {
  const ctx = canvas.getContext("2d");
  const { naturalWidth: width, naturalHeight: height } = picture.photo;
  if (!ctx) return;
  const small = document.createElement("canvas");
  small.width = width;
  small.height = height;
  const out = new Uint8ClampedArray(width * height * 4);
  paintFar(out, far);
  small.getContext("2d")?.putImageData(new ImageData(out as ImageDataArray, width, height), 0, 0);
  const { left, top, scaleX, scaleY } = placementOf(picture, look, look.ratio);
  ctx.imageSmoothingEnabled = false;
  ctx.drawImage(small, left, top, picture.width * scaleX, picture.height * scaleY);
}
