import { ClassIndex, type Labels, mostId } from "./agreement";
import type { ClassColor } from "./colors";
import { type Mask, OUTSIDE, sampleIds, samplingOfWhole } from "./masks";

/** A mask and the names of its classes. */
export interface LabelledMask {
  mask: Mask;
  labels: Labels;
}

/** What a pixel of an outcome mask says. From `ONLY` on it is one table's alone: `ONLY + k` where table k alone is right. */
export const ALIKE = 0;
/** Several tables are right, and not all. */
export const SOME = 1;
/** No table is right or, where nobody says what is true, they do not say the same. */
export const APART = 2;
/** Left out: not labelled, or of a class that is switched off. */
export const UNSCORED = 3;
export const ONLY = 4;

/** Where tables differ in their masks, as pixels of one mask and as counts. */
export interface SideOutcomes {
  mask: Mask;
  /** Pixels that count. */
  scored: number;
  /** Per table, pixels where it alone is right. */
  only: number[];
  some: number;
  apart: number;
}

/** Hold the masks of several tables against the true one or, without it, against each other. They may be of different
 * sizes; the first is looked at pixel by pixel. Null where fewer than two are there. `hidden` are labels that are
 * switched off. */
export function compareSides(
  truth: LabelledMask | null,
  guesses: readonly (LabelledMask | null)[],
  hidden: readonly string[] = [],
): SideOutcomes | null {
  const there = guesses.flatMap((guess, k) => (guess ? [{ ...guess, k }] : []));
  const base = truth ?? there[0];
  if (!base || there.length < 2) return null;
  const { width, height } = base.mask;
  const index = new ClassIndex();
  const read = ({ mask, labels }: LabelledMask, isTruth: boolean) => {
    const isSame = mask.width === width && mask.height === height;
    return {
      ids: isSame ? mask.ids : sampleIds(mask, samplingOfWhole(mask, width, height), width, height),
      classOf: index.of(labels, mostId(mask, labels), isTruth),
    };
  };
  const isTrue = truth ? read(truth, true) : null;
  const sides = there.map((guess) => ({ k: guess.k, ...read(guess, false) }));
  const from = isTrue ?? (sides[0] as (typeof sides)[number]);
  const out = new Uint8Array(width * height);
  const counts = new Float64Array(ONLY + guesses.length);
  const off = new Set(hidden.map((label) => index.indexOf(label)));
  for (let i = 0; i < out.length; i++) {
    const target = from.classOf[from.ids[i] as number] as number;
    let right = 0;
    let last = 0;
    for (const { k, ids, classOf } of sides) {
      if (classOf[ids[i] as number] !== target) continue;
      right++;
      last = k;
    }
    let id = right === 1 ? ONLY + last : SOME;
    if (target < 0 || off.has(target)) id = UNSCORED;
    else if (right === sides.length) id = ALIKE;
    else if (!isTrue || right === 0) id = APART;
    out[i] = id;
    counts[id] = (counts[id] as number) + 1;
  }
  return {
    mask: { ids: out, width, height },
    scored: out.length - (counts[UNSCORED] as number),
    only: guesses.map((_, k) => counts[ONLY + k] as number),
    some: counts[SOME] as number,
    apart: counts[APART] as number,
  };
}

const TINT = 0.88;
/** Stripes of what nobody got right: dark over any photo, and not one of the tables' colours. */
const INK = [16, 18, 24] as const;
const STRIPE = 0.84;
const BETWEEN = 0.35;

/** Outcomes as RGBA pixels: a table's colour where it alone is right, stripes where none is, a thin veil where some are.
 * `ids` are those of an outcome mask as the camera sees it; `stripe` is the period of the stripes in output pixels. */
export function paintOutcomes(
  out: Uint8ClampedArray,
  ids: Int32Array,
  width: number,
  colors: readonly ClassColor[],
  stripe: number,
): void {
  const put = (i: number, r: number, g: number, b: number, alpha: number) => {
    const k = i * 4;
    out[k] = r;
    out[k + 1] = g;
    out[k + 2] = b;
    out[k + 3] = alpha * 255;
  };
  const dark = Math.max(1, Math.round(stripe * 0.4));
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i] as number;
    if (id === OUTSIDE || id === ALIKE || id === UNSCORED) continue;
    const x = i % width;
    const y = (i - x) / width;
    if (id === APART) put(i, ...INK, (x + y) % stripe < dark ? STRIPE : BETWEEN);
    else if (id === SOME) put(i, ...INK, BETWEEN);
    else {
      const color = colors[id - ONLY];
      if (color) put(i, color.r, color.g, color.b, TINT);
    }
  }
}
