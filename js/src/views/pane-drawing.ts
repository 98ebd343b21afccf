import { masksAt } from "../panels/label-at";
import { paintMasks, paintPhoto, type Scene, type ShownBox, shownBoxes, strokeBoxes } from "../panels/paint";
import { type Rect, smallestAt } from "../pixels/boxes";
import { type Camera, fitScale, originOf, type Size, scaleOf } from "../pixels/camera";
import type { Mask, SampledMask } from "../pixels/masks";
import { placeTags } from "../pixels/tags";
import type { Thumbnail } from "../thumbnails";

/** The tag of a box and its place, in CSS pixels of the pane. */
export interface Tag {
  rect: Rect;
  text: string;
  shown: ShownBox;
  isDim: boolean;
}

/** What is named beside the pointer. */
export interface Tip {
  x: number;
  y: number;
  lines: { label: string; note: string }[];
}

/** Tags that are tried; with more boxes than that the surest are tagged, the rest named when pointed at. */
const MOST_TAGS = 60;
const TAG_HEIGHT = 18;
function fitCanvas(canvas: HTMLCanvasElement, pane: Size, ratio: number): CanvasRenderingContext2D | null {
  canvas.width = Math.max(1, Math.round(pane.width * ratio));
  canvas.height = Math.max(1, Math.round(pane.height * ratio));
  return canvas.getContext("2d");
}

/** The photo as the camera sees it. */
export function drawPhoto(
  canvas: HTMLCanvasElement | null,
  picture: Thumbnail,
  at: Camera,
  pane: Size,
  ratio: number,
): void {
  const ctx = canvas && fitCanvas(canvas, pane, ratio);
  if (!ctx || pane.width === 0) return;
  const origin = originOf(at, picture, pane);
  const scale = scaleOf(at, picture, pane) * ratio;
  const place = {
    x: -origin.x * scale,
    y: -origin.y * scale,
    w: picture.width * scale,
    h: picture.height * scale,
  };
  // A thumbnail standing in is smoothed: its pixels are not the picture's.
  const own = picture.photo.naturalWidth === picture.width ? scale : 0;
  paintPhoto(ctx, picture.photo, place, own);
}

const seen = new WeakMap<Mask, SampledMask>();

/** Masks and box lines over the photo; returns the tags of the boxes. */
export function drawOverlay(
  canvas: HTMLCanvasElement | null,
  picture: Thumbnail,
  at: Camera,
  pane: Size,
  scene: Scene,
  ratio: number,
  pointed: ShownBox["box"] | null,
  withTags: boolean,
): Tag[] {
  if (!canvas || pane.width === 0) return [];
  const ctx = fitCanvas(canvas, pane, ratio);
  if (!ctx) return [];
  const origin = originOf(at, picture, pane);
  const scale = scaleOf(at, picture, pane);
  const { width, height } = canvas;
  if (picture.masks.length > 0) {
    const sampling = (mask: { width: number; height: number }) => {
      const [kx, ky] = [mask.width / picture.width, mask.height / picture.height];
      const step = 1 / scale / ratio;
      return { left: origin.x * kx, top: origin.y * ky, stepX: step * kx, stepY: step * ky };
    };
    const pixels = paintMasks(picture.masks, sampling, width, height, scene, {
      isLarge: true,
      pixelRatio: ratio,
      seen,
    });
    ctx.putImageData(new ImageData(pixels as ImageDataArray, width, height), 0, 0);
  }
  const place = (k: number) => ({
    left: -origin.x * k,
    top: -origin.y * k,
    scaleX: k,
    scaleY: k,
  });
  const { raised } = scene;
  const isDim = (shown: ShownBox) =>
    pointed ? shown.box !== pointed : raised !== null && shown.label !== raised;
  strokeBoxes(ctx, shownBoxes(picture.boxes, place(scale * ratio), scene), 2, ratio, isDim);
  if (!withTags && !pointed) return [];
  const boxes = shownBoxes(picture.boxes, place(scale), scene);
  return layTags(withTags ? boxes : boxes.filter(({ box }) => box === pointed), pane, pointed, isDim, canvas);
}

/** Text on a box's tag: its caption, else its label; and its first score, unless the caption has numbers. */
export function tagText({ box, label }: Pick<ShownBox, "box" | "label">): string {
  const name = box.caption || (label ?? (box.class_id === null ? "box" : `class ${box.class_id}`));
  const [score] = Object.values(box.scores);
  return score === undefined || /\d\.\d|%/.test(box.caption ?? "") ? name : `${name} ${score.toFixed(2)}`;
}

const certainty = ({ box, isTruth }: ShownBox) => (isTruth ? -1 : (Object.values(box.scores)[0] ?? 0));

function layTags(
  boxes: ShownBox[],
  pane: Size,
  pointed: ShownBox["box"] | null,
  isDim: (shown: ShownBox) => boolean,
  canvas: HTMLCanvasElement,
): Tag[] {
  const bounds = { x: 0, y: 0, w: pane.width, h: pane.height };
  const isSeen = ({ rect: r }: ShownBox) =>
    r.x < bounds.w && r.y < bounds.h && r.x + r.w > 0 && r.y + r.h > 0;
  const sorted = boxes
    .filter(isSeen)
    .sort((a, b) => Number(b.box === pointed) - Number(a.box === pointed) || certainty(b) - certainty(a))
    .slice(0, MOST_TAGS);
  const font = getComputedStyle(canvas).fontFamily;
  const ctx = canvas.getContext("2d");
  if (!ctx) return [];
  ctx.font = `600 11px ${font}`;
  const texts = sorted.map(tagText);
  const places = placeTags(
    sorted.map(({ rect }, k) => ({
      anchor: rect,
      w: Math.min(200, Math.ceil(ctx.measureText(texts[k] as string).width) + 12),
      h: TAG_HEIGHT,
    })),
    bounds,
  );
  return sorted.flatMap((shown, k) => {
    const rect = places[k];
    return rect ? [{ rect, text: texts[k] as string, shown, isDim: isDim(shown) }] : [];
  });
}

/** What lies under a point of the pane: the smallest box, and the class of each mask. */
export function whatIsAt(
  picture: Thumbnail,
  p: { x: number; y: number },
  at: Camera,
  pane: Size,
  scene: Scene,
): { tip: Tip | null; box: ShownBox["box"] | null } {
  const origin = originOf(at, picture, pane);
  const scale = scaleOf(at, picture, pane);
  const [x, y] = [origin.x + p.x / scale, origin.y + p.y / scale];
  const placement = { left: 0, top: 0, scaleX: 1, scaleY: 1 };
  const boxes = shownBoxes(picture.boxes, placement, scene);
  const box =
    boxes[
      smallestAt(
        boxes.map(({ rect }) => rect),
        x,
        y,
      )
    ];
  const masks = masksAt(picture, x / picture.width, y / picture.height, scene).filter(
    ({ label }) => label === null || !scene.overlays.hidden_classes.includes(label),
  );
  const lines = masks.map(({ group, id, label }) => ({ label: label ?? `class ${id}`, note: group }));
  const isSame = new Set(lines.map(({ label }) => label)).size === 1;
  const merged =
    isSame && lines.length > 1 ? [{ label: lines[0]?.label ?? "", note: "in all groups" }] : lines;
  if (merged.length === 1 && masks.length === 1 && merged[0]) merged[0].note = "";
  if (box) merged.push({ label: box.label ?? tagText(box), note: boxNote(box) });
  return { tip: merged.length > 0 ? { ...p, lines: merged } : null, box: box?.box ?? null };
}

function boxNote({ group, box }: ShownBox): string {
  const scores = Object.entries(box.scores).map(([key, score]) => `${key} ${score.toFixed(3)}`);
  return [box.caption, group, ...scores].filter(Boolean).join(", ");
}

/** Screen pixels per image pixel, as the bar writes it. */
export function zoomText(camera: Camera, picture: Size | null, pane: Size): string {
  if (!picture || pane.width === 0) return "";
  return `${Math.round(fitScale(picture, pane) * camera.zoom * 100)} %`;
}
