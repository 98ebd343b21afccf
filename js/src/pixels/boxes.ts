import type { Box } from "../wire";

/** A rectangle in screen pixels. */
export interface Rect {
  x: number;
  y: number;
  w: number;
  h: number;
}

/** Scale and shift from image pixels to screen pixels. */
export interface Placement {
  left: number;
  top: number;
  scaleX: number;
  scaleY: number;
}

export function boxToRect(box: Box, { left, top, scaleX, scaleY }: Placement): Rect {
  return {
    x: left + box.min_x * scaleX,
    y: top + box.min_y * scaleY,
    w: (box.max_x - box.min_x) * scaleX,
    h: (box.max_y - box.min_y) * scaleY,
  };
}

/** Index of the smallest rectangle around a point, -1 for none. */
export function smallestAt(rects: Rect[], x: number, y: number): number {
  let found = -1;
  let least = Number.POSITIVE_INFINITY;
  rects.forEach(({ x: left, y: top, w, h }, k) => {
    if (x < left || y < top || x > left + w || y > top + h || w * h >= least) return;
    found = k;
    least = w * h;
  });
  return found;
}
