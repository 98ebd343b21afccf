/** Places on a chart whose axes both go from 0 to 1. */

/** The room of a chart, in its own px. */
export interface ChartBox {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export const CHART: ChartBox = { width: 340, height: 256, left: 30, right: 10, top: 24, bottom: 36 };

export function xAt(box: ChartBox, value: number): number {
  return box.left + value * (box.width - box.left - box.right);
}

export function yAt(box: ChartBox, value: number): number {
  return box.top + (1 - value) * (box.height - box.top - box.bottom);
}

/** Points of a curve, in the order of a score that falls: x, y and the lowest score that is counted there. */
export interface CurvePoints {
  x: readonly number[];
  y: readonly number[];
  score: readonly (number | null)[];
}

const px = (value: number) => String(Math.round(value * 10) / 10);

/** The path of a curve. Between two points precision jumps, so it goes down first and then across. */
export function curvePath(box: ChartBox, { x, y }: CurvePoints, isStepped: boolean): string {
  let path = "";
  for (const [at, value] of x.entries()) {
    const left = px(xAt(box, value));
    const top = px(yAt(box, y[at] as number));
    path += at === 0 ? `M${left} ${top}` : isStepped ? `V${top}H${left}` : `L${left} ${top}`;
  }
  return path;
}

/** Index of the point nearest to a place, in px; -1 where there is none. */
export function nearestPoint(box: ChartBox, { x, y }: CurvePoints, left: number, top: number): number {
  let best = -1;
  let distance = Number.POSITIVE_INFINITY;
  for (const [at, value] of x.entries()) {
    const away = (xAt(box, value) - left) ** 2 + (yAt(box, y[at] as number) - top) ** 2;
    if (away < distance) {
      distance = away;
      best = at;
    }
  }
  return best;
}

/** The place of a threshold on a curve: the last point whose rows all score at least that. */
export function pointOfThreshold({ score }: CurvePoints, threshold: number): number {
  let found = score.length > 0 ? 0 : -1;
  for (const [at, value] of score.entries()) {
    if (value !== null && value < threshold) break;
    found = at;
  }
  return found;
}
