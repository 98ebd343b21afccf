import type { Axis, Vec3 } from "./wire";

/** Where to look from, as a direction in a space whose y points up. */
export const LOOKS = {
  corner: [-0.8, 0.62, 0.55],
  top: [0, 1, 0],
  front: [0, 0, 1],
  side: [1, 0, 0],
} as const satisfies Record<string, readonly number[]>;

export type Look = keyof typeof LOOKS;

/** What looks corner on at a figure that faces z, as glTF has it. */
export const FACE_CORNER: Vec3 = [0.55, 0.42, 0.9];

export interface Bounds {
  center: Vec3;
  radius: number;
  low: Vec3;
  high: Vec3;
}

/** The ball around a box that the eye should see: that of nearly all points, unless the rest lies close by. */
export function boundsOf(usual: readonly [Vec3, Vec3], all: readonly [Vec3, Vec3]): Bounds {
  const size = ([low, high]: readonly [Vec3, Vec3]) =>
    Math.hypot(...low.map((a, k) => (high[k] as number) - a));
  const [low, high] = size(all) < 1.6 * size(usual) ? all : usual;
  const center = low.map((a, k) => (a + (high[k] as number)) / 2) as Vec3;
  return { center, radius: Math.max(size([low, high]) / 2, 1e-6), low, high };
}

/** How far from the middle an eye must be to see places all around it, told as right, up and towards the eye.
 *
 * @param slopes Half of what the eye sees at a distance of 1, across and up.
 */
export function distanceToSee(places: readonly Vec3[], slopes: readonly [number, number]): number {
  const needs = places.map(([x, y, z]) => z + Math.max(Math.abs(x) / slopes[0], Math.abs(y) / slopes[1]));
  return Math.max(...needs, 1e-6);
}

/** The corners of a box. */
export function cornersOf({ low, high }: Pick<Bounds, "low" | "high">): Vec3[] {
  return [0, 1, 2, 3, 4, 5, 6, 7].map(
    (k) => low.map((value, c) => (k & (1 << c) ? (high[c] as number) : value)) as Vec3,
  );
}

/** Both boxes in one. */
export function joined(a: readonly [Vec3, Vec3] | null, b: readonly [Vec3, Vec3] | null): [Vec3, Vec3] {
  const [first, second] = [a ?? b, b ?? a];
  if (!first || !second) {
    return [
      [-1, -1, -1],
      [1, 1, 1],
    ];
  }
  const pick = (end: 0 | 1, f: (x: number, y: number) => number) =>
    first[end].map((value, k) => f(value, second[end][k] as number)) as Vec3;
  return [pick(0, Math.min), pick(1, Math.max)];
}

/** The smallest box around places, or null around none. */
export function boxAround(places: Iterable<Vec3>): [Vec3, Vec3] | null {
  let found: [Vec3, Vec3] | null = null;
  for (const place of places) found = found ? joined(found, [place, place]) : [place, place];
  return found;
}

/** Turns that bring an axis of the data to where y points, as angles about x and z. */
export const UPRIGHT: Record<Axis, { x: number; z: number }> = {
  x: { x: 0, z: Math.PI / 2 },
  y: { x: 0, z: 0 },
  z: { x: -Math.PI / 2, z: 0 },
};

/** 1, 2 or 5 times a power of ten, so that about `count` of them make up `length`. */
export function roundStep(length: number, count: number): number {
  const rough = length / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const lead = rough / power;
  return (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10) * power;
}

/** How large points are drawn, in CSS pixels, where nobody says. */
export function usualPointSize(count: number, width: number, height: number): number {
  const room = Math.sqrt((width * height * 0.3) / Math.max(1, count));
  return Math.max(1.5, Math.min(8, Math.round(room * 2) / 2));
}
