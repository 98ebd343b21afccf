import type { Rect } from "./boxes";
import type { ClassColor } from "./colors";

// Marks of what became of a box, which are read without colour. Lengths in CSS pixels, times `pixelRatio`.

const STEP = 10;
const BAND = 14;
const REACH = 18;

/** Lines along the inside of a box: nothing found what is there. The middle stays free, to see what it was. */
export function hatchBox(
  ctx: CanvasRenderingContext2D,
  { x, y, w, h }: Rect,
  color: ClassColor,
  pixelRatio: number,
): void {
  const [step, band] = [STEP * pixelRatio, BAND * pixelRatio];
  ctx.save();
  ctx.beginPath();
  ctx.rect(x, y, w, h);
  if (w > 3 * band && h > 3 * band) ctx.rect(x + band, y + band, w - 2 * band, h - 2 * band);
  ctx.clip("evenodd");
  for (const [style, width] of strokes(color, 2.5, 1.25)) {
    ctx.beginPath();
    for (let d = -h; d < w; d += step) {
      ctx.moveTo(x + d, y + h);
      ctx.lineTo(x + d + h, y);
    }
    ctx.strokeStyle = style;
    ctx.lineWidth = width * pixelRatio;
    ctx.stroke();
  }
  ctx.restore();
}

/** Strokes from the four corners inwards, which meet to a cross in a small box: nothing is there to be found. */
export function crossBox(
  ctx: CanvasRenderingContext2D,
  { x, y, w, h }: Rect,
  color: ClassColor,
  pixelRatio: number,
): void {
  const reach = Math.min(REACH * pixelRatio, w / 2, h / 2);
  const corners = [
    [x, y, 1, 1],
    [x + w, y, -1, 1],
    [x, y + h, 1, -1],
    [x + w, y + h, -1, -1],
  ] as const;
  for (const [style, width] of strokes(color, 4, 2)) {
    ctx.beginPath();
    for (const [left, top, dx, dy] of corners) {
      ctx.moveTo(left, top);
      ctx.lineTo(left + dx * reach, top + dy * reach);
    }
    ctx.strokeStyle = style;
    ctx.lineWidth = width * pixelRatio;
    ctx.stroke();
  }
}

/** A halo, then the colour. */
function strokes(color: ClassColor, halo: number, line: number): [style: string, width: number][] {
  return [
    [color.isLight ? "rgb(0 0 0 / 60%)" : "rgb(255 255 255 / 75%)", halo],
    [color.css, line],
  ];
}
