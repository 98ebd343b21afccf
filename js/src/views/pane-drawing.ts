import { colorOf } from "../overlays";
import { paintMasks, paintPhoto, type Scene, type ShownBox, shownBoxes, strokeBox } from "../panels/paint";
import { crossBox, hatchBox } from "../pixels/box-marks";
import type { Rect } from "../pixels/boxes";
import { type Camera, fitScale, originOf, type Size, scaleOf } from "../pixels/camera";
import { paintDifference } from "../pixels/difference";
import type { Mask, Sampling } from "../pixels/masks";
import type { Outcome, Verdict } from "../pixels/matching";
import { SampledMasks } from "../pixels/sampled-masks";
import type { Thumbnail } from "../thumbnails";
import type { Box } from "../wire";
import { differenceOf } from "./judging";

/** What became of boxes, and which outcomes are switched off. Null where there is nothing to hold them against. */
export interface Judged {
  verdicts: ReadonlyMap<Box, Verdict>;
  hidden: readonly Outcome[];
}

/** A box of a pane, with its outcome. */
export interface JudgedBox extends ShownBox {
  outcome: Outcome | null;
  /** Whether it is the true box of a match that is drawn with it: thin, and without a tag. */
  isPartner: boolean;
}

/** Gives a box another colour than that of its class. */
export type Tint = (shown: JudgedBox) => JudgedBox;

/** How one pane sees its picture. */
export interface Look {
  camera: Camera;
  pane: Size;
  /** Pixels of the canvas per CSS pixel. */
  ratio: number;
}

/** Make a canvas as large as its pane, and empty. */
export function fitCanvas(canvas: HTMLCanvasElement, { pane, ratio }: Look): CanvasRenderingContext2D | null {
  canvas.width = Math.max(1, Math.round(pane.width * ratio));
  canvas.height = Math.max(1, Math.round(pane.height * ratio));
  return canvas.getContext("2d");
}

/** The photo as the camera sees it; grey under what is to stand out. */
export function drawPhoto(canvas: HTMLCanvasElement, picture: Thumbnail, look: Look, isGrey: boolean): void {
  const ctx = fitCanvas(canvas, look);
  if (!ctx || look.pane.width === 0) return;
  const { left, top, scaleX, scaleY } = placementOf(picture, look, look.ratio);
  const place = { x: left, y: top, w: picture.width * scaleX, h: picture.height * scaleY };
  // A thumbnail standing in is smoothed: its pixels are not the picture's.
  const own = picture.photo.naturalWidth === picture.width ? scaleX : 0;
  layGround(ctx, place, look.ratio);
  paintPhoto(ctx, isGrey ? greyOf(picture.photo) : picture.photo, place, own);
}

const SQUARE = 8;

/** Squares under a photo, seen where it is transparent. */
function layGround(ctx: CanvasRenderingContext2D, { x, y, w, h }: Rect, ratio: number): void {
  const size = Math.round(SQUARE * ratio);
  const tile = document.createElement("canvas");
  tile.width = 2 * size;
  tile.height = 2 * size;
  const squares = tile.getContext("2d");
  if (!squares) return;
  squares.fillStyle = "rgb(128 128 128 / 15%)";
  squares.fillRect(0, 0, size, size);
  squares.fillRect(size, size, size, size);
  const pattern = ctx.createPattern(tile, "repeat");
  if (!pattern) return;
  ctx.fillStyle = pattern;
  ctx.fillRect(x, y, w, h);
}

const greys = new WeakMap<HTMLImageElement, CanvasImageSource>();

/** A photo in grey and a little darker, made once: a filter on every frame costs more than the frame has. */
function greyOf(photo: HTMLImageElement): CanvasImageSource {
  let grey = greys.get(photo);
  if (!grey) {
    const canvas = document.createElement("canvas");
    canvas.width = photo.naturalWidth;
    canvas.height = photo.naturalHeight;
    const ctx = canvas.getContext("2d");
    if (!ctx) return photo;
    ctx.filter = "grayscale(1) brightness(0.78) contrast(0.75)";
    ctx.drawImage(photo, 0, 0);
    grey = canvas;
    greys.set(photo, grey);
  }
  return grey;
}

/** Scale and shift from image pixels to pixels of the pane, `ratio` of them per CSS pixel. */
export function placementOf(picture: Size, { camera, pane }: Look, ratio = 1) {
  const origin = originOf(camera, picture, pane);
  const scale = scaleOf(camera, picture, pane) * ratio;
  return { left: -origin.x * scale, top: -origin.y * scale, scaleX: scale, scaleY: scale };
}

/** Where the canvas of a pane looks into a mask. */
export function samplingFor(picture: Size, look: Look): (mask: Mask) => Sampling {
  const origin = originOf(look.camera, picture, look.pane);
  const step = 1 / scaleOf(look.camera, picture, look.pane) / look.ratio;
  return (mask) => {
    const [kx, ky] = [mask.width / picture.width, mask.height / picture.height];
    return { left: origin.x * kx, top: origin.y * ky, stepX: step * kx, stepY: step * ky };
  };
}

// Not by the lifetime of the masks: those of 600 small pictures are kept, and each can be seen as large as the pane.
export const seenMasks = new SampledMasks();

/** Masks and box lines over the photo. Boxes other than `hovered` are dimmed while there is one. */
export function drawOverlay(
  canvas: HTMLCanvasElement,
  picture: Thumbnail,
  look: Look,
  scene: Scene,
  judged: Judged | null,
  hovered: Box | null,
  tint: Tint = (shown) => shown,
): void {
  const ctx = fitCanvas(canvas, look);
  if (!ctx || look.pane.width === 0) return;
  const { width, height } = canvas;
  const { ratio } = look;
  if (picture.masks.length > 0) {
    const style = { isLarge: true, pixelRatio: ratio, seen: seenMasks };
    const pixels = paintMasks(picture.masks, samplingFor(picture, look), width, height, scene, style);
    ctx.putImageData(new ImageData(pixels as ImageDataArray, width, height), 0, 0);
  }
  for (const shown of judgedBoxes(picture, look, scene, judged, ratio).map(tint)) {
    ctx.globalAlpha = isDim(shown, scene, judged, hovered) ? DIMMED : 1;
    if (shown.outcome === "false positive") crossBox(ctx, shown.rect, shown.color, ratio);
    if (shown.outcome === "missed") hatchBox(ctx, shown.rect, shown.color, ratio);
    strokeBox(ctx, shown, shown.isPartner ? 1.25 : 2, ratio);
  }
  ctx.globalAlpha = 1;
}

const DIMMED = 0.35;

/** Whether a box gives way: to the one that is pointed at and its other half, or to a class that is raised. */
export function isDim(
  shown: ShownBox,
  { raised }: Pick<Scene, "raised">,
  judged: Judged | null,
  hovered: Box | null,
): boolean {
  if (!hovered) return raised !== null && shown.label !== raised;
  return shown.box !== hovered && judged?.verdicts.get(hovered)?.partner !== shown.box;
}

/** The boxes of a pane that are switched on, the largest first, with what became of them. */
export function judgedBoxes(
  picture: Thumbnail,
  look: Look,
  scene: Scene,
  judged: Judged | null,
  ratio = 1,
): JudgedBox[] {
  const boxes = shownBoxes(picture.boxes, placementOf(picture, look, ratio), scene);
  const isMixed = boxes.some(({ isTruth }) => isTruth) && boxes.some(({ isTruth }) => !isTruth);
  return boxes
    .map((shown) => {
      const outcome = judged?.verdicts.get(shown.box)?.outcome ?? null;
      return { ...shown, outcome, isPartner: shown.isTruth && isMixed && outcome === "matched" };
    })
    .filter(({ outcome }) => outcome === null || !judged?.hidden.includes(outcome));
}

/** Where the two masks of a pane disagree. */
export function drawDifference(
  canvas: HTMLCanvasElement,
  picture: Thumbnail,
  look: Look,
  scene: Scene,
  mistake: readonly [string, string] | null,
): void {
  const ctx = fitCanvas(canvas, look);
  const [truth, guess] = picture.masks;
  if (!ctx || look.pane.width === 0 || !truth || !guess) return;
  const { width, height } = canvas;
  const sides = differenceOf(scene, truth, guess);
  const sample = ({ mask }: typeof truth) =>
    seenMasks.see(mask, samplingFor(picture, look)(mask), width, height).ids;
  const out = new Uint8ClampedArray(width * height * 4);
  const colors = sides.labels.map((label) => colorOf(label, scene.legend, scene.palette));
  const pair = mistake && ([sides.labels.indexOf(mistake[0]), sides.labels.indexOf(mistake[1])] as const);
  paintDifference(
    out,
    { ids: sample(truth), classOf: sides.truth },
    { ids: sample(guess), classOf: sides.guess },
    width,
    colors,
    Math.max(2, Math.round(4 * look.ratio)),
    pair,
  );
  ctx.putImageData(new ImageData(out as ImageDataArray, width, height), 0, 0);
}

/** Screen pixels per image pixel, as the bar writes it. */
export function zoomText(camera: Camera, picture: Size | null, pane: Size): string {
  if (!picture || pane.width === 0) return "";
  return `${Math.round(fitScale(picture, pane) * camera.zoom * 100)} %`;
}
