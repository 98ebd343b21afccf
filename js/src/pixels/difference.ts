import type { ClassColor } from "./colors";
import { distanceToBorder, OUTSIDE } from "./masks";

/** A mask as the camera sees it, and what class each id is; -1 is not scored, -2 is switched off. */
export interface Side {
  ids: Int32Array;
  classOf: Int32Array;
}

/** Set in place of a class that users switched off. */
export const HIDDEN = -2;

const AGREED = 0;
const WRONG = 1;
const DOTTED = 2;
const STRIPES = 0.92;
const ASIDE = 0.14;

/** Where two masks disagree: stripes of both colours, the true one first, with a white rim; what is not scored is dotted.
 * `pair` sets one kind of mistake before the others. `stripe` is the width of a stripe in output pixels. */
export function paintDifference(
  out: Uint8ClampedArray,
  truth: Side,
  guess: Side,
  width: number,
  colors: readonly ClassColor[],
  stripe: number,
  pair: readonly [number, number] | null,
): void {
  const kinds = new Int32Array(truth.ids.length);
  for (let i = 0; i < kinds.length; i++) {
    const id = truth.ids[i] as number;
    if (id === OUTSIDE) {
      kinds[i] = OUTSIDE;
      continue;
    }
    const t = truth.classOf[id] as number;
    const g = guess.classOf[guess.ids[i] as number] as number;
    kinds[i] = t === -1 ? DOTTED : t === g || t === HIDDEN || g === HIDDEN ? AGREED : WRONG;
  }
  const distance = distanceToBorder(kinds, width, 1);
  const put = (i: number, r: number, g: number, b: number, alpha: number) => {
    const k = i * 4;
    out[k] = r;
    out[k + 1] = g;
    out[k + 2] = b;
    out[k + 3] = alpha * 255;
  };
  for (let i = 0; i < kinds.length; i++) {
    const kind = kinds[i];
    if (kind !== WRONG && kind !== DOTTED) continue;
    const x = i % width;
    const y = (i - x) / width;
    if (kind === DOTTED) {
      if (x % stripe === 0 && y % stripe === 0) put(i, 255, 255, 255, 0.7);
      continue;
    }
    const t = truth.classOf[truth.ids[i] as number] as number;
    const g = guess.classOf[guess.ids[i] as number] as number;
    const isAside = pair !== null && (pair[0] !== t || pair[1] !== g);
    if ((distance[i] as number) <= 1.5 && !isAside) {
      put(i, 255, 255, 255, 1);
      continue;
    }
    const color = colors[(x + y) % (2 * stripe) < stripe ? t : g];
    if (color) put(i, color.r, color.g, color.b, isAside ? ASIDE : STRIPES);
  }
}
