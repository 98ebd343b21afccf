import { colorOf, type Legend, maskPaint } from "../overlays";
import { boxToRect, type Placement, type Rect } from "../pixels/boxes";
import type { ClassColor } from "../pixels/colors";
import { type Mask, paintFill, paintOutline, SampledMask, type Sampling } from "../pixels/masks";
import type { Box, BoxGroup, ColumnInfo, Overlays } from "../wire";

/** What decides how a picture of a column is drawn. */
export interface Scene {
  column: ColumnInfo;
  legend: Legend;
  palette: ClassColor[];
  overlays: Overlays;
  /** Label of the class that is raised, while one is pointed at. */
  raised: string | null;
}

export interface GroupMask {
  group: string;
  mask: Mask;
}

/** From this many screen pixels per image pixel on, one wants to see the picture's own pixels. */
const OWN_PIXELS = 3;

export function paintPhoto(
  ctx: CanvasRenderingContext2D,
  photo: CanvasImageSource,
  at: Rect,
  scale: number,
): void {
  ctx.imageSmoothingEnabled = scale < OWN_PIXELS;
  ctx.imageSmoothingQuality = "high";
  ctx.drawImage(photo, at.x, at.y, at.w, at.h);
}

/** The masks of a picture that are switched on, those that say what is true first. */
export function shownMasks<T extends { group: string }>(
  masks: T[],
  { overlays, legend }: Pick<Scene, "overlays" | "legend">,
): T[] {
  const isTruth = (group: string) => legend.groups.some(({ name, isTruth }) => isTruth && name === group);
  return masks
    .filter(({ group }) => !overlays.hidden_groups.includes(group))
    .sort((a, b) => Number(isTruth(b.group)) - Number(isTruth(a.group)));
}

export interface MaskStyle {
  /** Lines as a large picture has them: dashed where they say what is true, and with a halo. A thumbnail's are thin. */
  isLarge: boolean;
  /** Screen pixels per CSS pixel. */
  pixelRatio: number;
  /** Keeps what the camera sees, for a picture that is painted again and again. */
  seen?: WeakMap<Mask, SampledMask>;
}

/** Masks as RGBA pixels. One group alone is filled; of several, what is true is a line over the fills of the others, so
 * that no two colours mix into one that stands for nothing. */
export function paintMasks(
  masks: GroupMask[],
  samplingOf: (mask: Mask) => Sampling,
  width: number,
  height: number,
  scene: Scene,
  style: MaskStyle,
): Uint8ClampedArray {
  const out = new Uint8ClampedArray(width * height * 4);
  const { column, legend, palette, overlays, raised } = scene;
  const layers = shownMasks(masks, scene).flatMap(({ group, mask }) => {
    const layer = column.layers.find((entry) => entry.group === group && entry.kind === "mask");
    if (!layer) return [];
    const isTruth = legend.groups.some((entry) => entry.name === group && entry.isTruth);
    const at = samplingOf(mask);
    const known = style.seen?.get(mask);
    const sampled = known?.isFrom(at, width, height) ? known : new SampledMask(mask, at, width, height);
    style.seen?.set(mask, sampled);
    return [{ sampled, isTruth, ...maskPaint(layer, legend, palette, overlays, raised) }];
  });
  const isMixed = layers.some(({ isTruth }) => isTruth) && layers.some(({ isTruth }) => !isTruth);
  for (const { sampled, isTruth, table, fill } of layers) {
    if (!isMixed || !isTruth) paintFill(out, sampled.ids, table, fill);
  }
  for (const { sampled, isTruth, table, fill } of layers) {
    const isLine = isMixed && isTruth;
    if (!isLine && (layers.length > 1 || !style.isLarge)) continue;
    const line = {
      width: (style.isLarge ? 1.5 : 1) * style.pixelRatio,
      halo: style.isLarge ? style.pixelRatio : 0,
      dash: isLine && style.isLarge ? 10 * style.pixelRatio : 0,
      opacity: Math.min(1, fill * 2),
    };
    paintOutline(out, sampled.ids, width, table, line, sampled.distanceToBorder(line.width + line.halo));
  }
  return out;
}

/** A box that is switched on, with its place on the screen. */
export interface ShownBox {
  box: Box;
  group: string;
  label: string | null;
  color: ClassColor;
  rect: Rect;
  isTruth: boolean;
  isDashed: boolean;
}

/** The boxes of a picture that are switched on, the largest first, so that small ones lie on top. Where boxes of several
 * groups are shown, those that say what is true are dashed. */
export function shownBoxes(groups: BoxGroup[], at: Placement, scene: Scene): ShownBox[] {
  const { column, legend, palette, overlays } = scene;
  const shown = groups.filter(({ group }) => !overlays.hidden_groups.includes(group));
  return shown
    .flatMap(({ group, boxes }) => {
      const labels = new Map(
        column.layers.find((entry) => entry.group === group && entry.kind === "box")?.classes,
      );
      const isTruth = legend.groups.some((entry) => entry.name === group && entry.isTruth);
      return boxes.map((box) => {
        const label = box.class_id === null ? null : (labels.get(box.class_id) ?? null);
        const color = colorOf(label, legend, palette);
        const isDashed = isTruth && shown.length > 1;
        return { box, group, label, color, rect: boxToRect(box, at), isTruth, isDashed };
      });
    })
    .filter(
      ({ label }) => label === null || !overlays.hidden_classes.includes(label) || label === scene.raised,
    )
    .sort((a, b) => b.rect.w * b.rect.h - a.rect.w * a.rect.h);
}

const DASH = [7, 4];

/** A box's line over its halo, which shows on both sides of the colour. Lengths in CSS pixels, times `pixelRatio`. */
export function strokeBox(
  ctx: CanvasRenderingContext2D,
  shown: ShownBox,
  width: number,
  pixelRatio: number,
): void {
  const { rect, color, isDashed } = shown;
  const line = Math.max(1, Math.floor(width * pixelRatio));
  const shift = (line % 2) / 2;
  const x = Math.round(rect.x) + shift;
  const y = Math.round(rect.y) + shift;
  const w = Math.max(1, Math.round(rect.w) - 2 * shift);
  const h = Math.max(1, Math.round(rect.h) - 2 * shift);
  ctx.setLineDash(isDashed ? DASH.map((length) => length * pixelRatio) : []);
  ctx.strokeStyle = color.isLight ? "rgb(0 0 0 / 60%)" : "rgb(255 255 255 / 75%)";
  ctx.lineWidth = line + (width < 2 ? 1 : 2) * pixelRatio;
  ctx.strokeRect(x, y, w, h);
  ctx.strokeStyle = color.css;
  ctx.lineWidth = line;
  ctx.strokeRect(x, y, w, h);
  ctx.setLineDash([]);
}

/** Boxes of other classes while one is raised, and other boxes while one is pointed at. */
const DIMMED = 0.35;

export function strokeBoxes(
  ctx: CanvasRenderingContext2D,
  boxes: ShownBox[],
  width: number,
  pixelRatio: number,
  isDim: (shown: ShownBox) => boolean,
): void {
  for (const shown of boxes) {
    ctx.globalAlpha = isDim(shown) ? DIMMED : 1;
    strokeBox(ctx, shown, width, pixelRatio);
  }
  ctx.globalAlpha = 1;
}

let scratch: HTMLCanvasElement | undefined;

/** Lay RGBA pixels over what a canvas shows. */
export function layPixels(
  ctx: CanvasRenderingContext2D,
  pixels: Uint8ClampedArray,
  width: number,
  height: number,
): void {
  scratch ??= document.createElement("canvas");
  scratch.width = width;
  scratch.height = height;
  scratch.getContext("2d")?.putImageData(new ImageData(pixels as ImageDataArray, width, height), 0, 0);
  ctx.drawImage(scratch, 0, 0);
}
