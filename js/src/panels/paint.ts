import { colorOf, isInScores, type Legend, maskPaint, styleOf } from "../overlays";
import { boxToRect, type Placement, type Rect } from "../pixels/boxes";
import type { ClassColor } from "../pixels/colors";
import { type Mask, paintFill, paintOutline, SampledMask, type Sampling } from "../pixels/masks";
import type { SampledMasks } from "../pixels/sampled-masks";
import type { Box, BoxGroup, ColumnInfo, Layer, LayerStyle, Overlays } from "../wire";

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
  return masks
    .filter(({ group }) => !overlays.hidden_groups.includes(group))
    .sort((a, b) => Number(isTrue(b.group, legend)) - Number(isTrue(a.group, legend)));
}

const isTrue = (group: string, { groups }: Legend) =>
  groups.some(({ name, isTruth }) => isTruth && name === group);

/** Whether a group says what is true, and whether it is shown with others that it must be told from. */
export function roleOf(
  group: string,
  shown: readonly { group: string }[],
  legend: Legend,
): { isTruth: boolean; isMixed: boolean } {
  const isTruth = isTrue(group, legend);
  const isMixed = shown.some((other) => other.group !== group && !(isTruth && isTrue(other.group, legend)));
  return { isTruth, isMixed };
}

export interface MaskStyle {
  /** Lines as a large picture has them: dashed where they say what is true, and with a halo. A thumbnail's are thin. */
  isLarge: boolean;
  /** Screen pixels per CSS pixel. */
  pixelRatio: number;
  /** Keeps what the camera sees, for a picture that is painted again and again. */
  seen?: SampledMasks;
}

/** Length of a dash with its gap, and the part of it that is drawn; in CSS pixels. */
const MASK_DASHES = { solid: [0, 1], dashed: [10, 0.6], dotted: [4, 0.5] } as const;

/** Masks as RGBA pixels: all fills lie under all lines, and no two colours mix into one that stands for nothing. */
export function paintMasks(
  masks: GroupMask[],
  samplingOf: (mask: Mask) => Sampling,
  width: number,
  height: number,
  scene: Scene,
  { isLarge, pixelRatio, seen }: MaskStyle,
): Uint8ClampedArray {
  const out = new Uint8ClampedArray(width * height * 4);
  const { column, legend, palette, overlays, raised } = scene;
  const layerOf = (group: string) => column.layers.find((e) => e.group === group && e.kind === "mask");
  const shown = shownMasks(masks, scene).filter(({ group }) => layerOf(group));
  const layers = shown.map(({ group, mask }) => {
    const layer = layerOf(group) as Layer;
    const at = samplingOf(mask);
    const sampled = seen?.see(mask, at, width, height) ?? new SampledMask(mask, at, width, height);
    const style = styleOf(overlays.styles[group], { kind: "mask", isLarge, ...roleOf(group, shown, legend) });
    return { sampled, ...style, ...maskPaint(layer, legend, palette, overlays, raised, isLarge, style.look) };
  });
  for (const { sampled, look, table, fill } of layers)
    if (look !== "outline") paintFill(out, sampled.ids, table, fill);
  for (const { sampled, look, line, table, fill } of layers) {
    if (look === "fill") continue;
    const [dash, drawn] = MASK_DASHES[line];
    const stroke = {
      width: (isLarge ? 1.5 : 1) * pixelRatio,
      halo: isLarge ? pixelRatio : 0,
      dash: isLarge ? dash * pixelRatio : 0,
      drawn,
      opacity: Math.min(1, fill * 2.4),
    };
    const distance = sampled.distanceToBorder(stroke.width + stroke.halo);
    paintOutline(out, sampled.ids, width, table, stroke, distance);
  }
  return out;
}

/** A box that is switched on, with its place on the screen. */
export interface ShownBox extends Required<LayerStyle> {
  box: Box;
  group: string;
  label: string | null;
  color: ClassColor;
  rect: Rect;
  isTruth: boolean;
  opacity: number;
}

/** The boxes of a picture that are switched on, the largest first, so that small ones lie on top. */
export function shownBoxes(groups: BoxGroup[], at: Placement, scene: Scene): ShownBox[] {
  const { column, legend, palette, overlays } = scene;
  const shown = groups.filter(({ group }) => !overlays.hidden_groups.includes(group));
  return shown
    .flatMap(({ group, boxes }) => {
      const labels = new Map(
        column.layers.find((entry) => entry.group === group && entry.kind === "box")?.classes,
      );
      const { isTruth, isMixed } = roleOf(group, shown, legend);
      const style = styleOf(overlays.styles[group], { kind: "box", isLarge: true, isTruth, isMixed });
      const opacity = overlays.opacity[group] ?? 1;
      return boxes
        .filter((box) => isInScores(box, overlays.scores[group]))
        .map((box) => {
          const label = box.class_id === null ? null : (labels.get(box.class_id) ?? null);
          const color = colorOf(label, legend, palette);
          return { box, group, label, color, rect: boxToRect(box, at), isTruth, opacity, ...style };
        });
    })
    .filter(
      ({ label }) => label === null || !overlays.hidden_classes.includes(label) || label === scene.raised,
    )
    .sort((a, b) => b.rect.w * b.rect.h - a.rect.w * a.rect.h);
}

const BOX_DASHES = { solid: [], dashed: [7, 4], dotted: [2, 3] };
const BOX_FILL = 0.3;

/** A box's line over its halo, which shows on both sides of the colour. Lengths in CSS pixels, times `pixelRatio`. */
export function strokeBox(
  ctx: CanvasRenderingContext2D,
  { rect, color, look, line: dash, opacity }: ShownBox,
  width: number,
  pixelRatio: number,
): void {
  const line = Math.max(1, Math.floor(width * pixelRatio));
  const shift = (line % 2) / 2;
  const x = Math.round(rect.x) + shift;
  const y = Math.round(rect.y) + shift;
  const w = Math.max(1, Math.round(rect.w) - 2 * shift);
  const h = Math.max(1, Math.round(rect.h) - 2 * shift);
  const alpha = ctx.globalAlpha * opacity;
  if (look !== "outline") {
    ctx.globalAlpha = alpha * BOX_FILL;
    ctx.fillStyle = color.css;
    ctx.fillRect(x, y, w, h);
  }
  ctx.globalAlpha = alpha;
  if (look === "fill") return;
  ctx.setLineDash(BOX_DASHES[dash].map((length) => length * pixelRatio));
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
