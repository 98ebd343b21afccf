import type { ClassColor } from "../../pixels/colors";
import type { Axis, Cloud, CloudScene, Vec3 } from "./wire";

/** From low to high; Python's stills have the same (`object3d_colors.py`). */
export const RAMP: readonly Vec3[] = [
  [0x4b, 0x55, 0xd4],
  [0x2f, 0x8f, 0xc4],
  [0x2b, 0xa3, 0x86],
  [0x86, 0xb1, 0x3a],
  [0xe0, 0x9b, 0x12],
];

export const RAMP_CSS = `linear-gradient(90deg, ${RAMP.map((c) => `rgb(${c.join(" ")})`).join(", ")})`;

/** What points are colored by: their own colors, their category, their place along the axis that points up, one of their
 * values by name, or nothing. */
export type Coloring =
  | { by: "rgb" | "category" | "height" | "plain" }
  | { by: "value"; name: string; low: number; high: number };

/** The colorings that a cloud has, the one that suits it best first. */
export function coloringsOf(scene: CloudScene): Coloring[] {
  const own: Coloring[] = [];
  if (scene.has_rgb) own.push({ by: "rgb" });
  if (scene.categories.length > 0) own.push({ by: "category" });
  const values = scene.values.map((each): Coloring => ({ by: "value", ...each }));
  return [...own, { by: "height" }, ...values, { by: "plain" }];
}

export function nameOfColoring(coloring: Coloring): string {
  if (coloring.by === "value") return coloring.name;
  return { rgb: "Own colors", category: "Category", height: "Height", plain: "One color" }[coloring.by];
}

export interface Paint {
  coloring: Coloring;
  up: Axis;
  /** Ends of the ramp for height and values. */
  range: readonly [number, number];
  palette: readonly ClassColor[];
  plain: Vec3;
  hidden: ReadonlySet<number>;
}

const AXES: Record<Axis, number> = { x: 0, y: 1, z: 2 };

/** Ends of the ramp for a coloring; height counts from the cloud's origin. */
export function usualRange(scene: CloudScene, coloring: Coloring, up: Axis): [number, number] {
  if (coloring.by === "value") return [coloring.low, coloring.high];
  const axis = AXES[up];
  const [low, high] = scene.usual;
  return [low[axis] as number, high[axis] as number];
}

/** Write the color of points `from` to `to` as red, green, blue and 255; a point that is hidden has 0 there. */
export function paintPoints(into: Uint8Array, cloud: Cloud, paint: Paint, from = 0, to = cloud.count): void {
  const { coloring } = paint;
  if (coloring.by === "rgb" && cloud.rgb) paintOwn(into, cloud.rgb, from, to);
  else if (coloring.by === "category" && cloud.category) {
    const table = Array.from({ length: 256 }, (_, category) => classColor(paint.palette, category - 1));
    for (let k = from; k < to; k++) put(into, k, table[cloud.category[k] as number] as Vec3);
  } else if (coloring.by === "height" || coloring.by === "value") {
    const numbers = coloring.by === "value" ? cloud.values.get(coloring.name) : undefined;
    paintRamp(
      into,
      numbers ?? cloud.positions,
      numbers ? [1, 0] : [3, AXES[paint.up]],
      paint.range,
      from,
      to,
    );
  } else for (let k = from; k < to; k++) put(into, k, paint.plain);
  if (paint.hidden.size > 0 && cloud.category) {
    for (let k = from; k < to; k++) if (paint.hidden.has(cloud.category[k] as number)) into[4 * k + 3] = 0;
  }
}

/** The color of a class counted from 0. */
export function classColor(palette: readonly ClassColor[], k: number): Vec3 {
  const color = palette[((k % palette.length) + palette.length) % palette.length];
  return color ? [color.r, color.g, color.b] : [128, 128, 128];
}

/** The color of a share, 0 to 1. */
export function rampColor(share: number): Vec3 {
  const at = Math.max(0, Math.min(1, share)) * (RAMP.length - 1);
  const k = Math.min(RAMP.length - 2, Math.floor(at));
  const [a, b] = [RAMP[k] as Vec3, RAMP[k + 1] as Vec3];
  return [0, 1, 2].map((c) =>
    Math.round((a[c] as number) + (at - k) * ((b[c] as number) - (a[c] as number))),
  ) as Vec3;
}

function put(into: Uint8Array, k: number, [r, g, b]: Vec3): void {
  into[4 * k] = r;
  into[4 * k + 1] = g;
  into[4 * k + 2] = b;
  into[4 * k + 3] = 255;
}

function paintOwn(into: Uint8Array, rgb: Uint8Array, from: number, to: number): void {
  for (let k = from; k < to; k++) {
    into[4 * k] = rgb[3 * k] as number;
    into[4 * k + 1] = rgb[3 * k + 1] as number;
    into[4 * k + 2] = rgb[3 * k + 2] as number;
    into[4 * k + 3] = 255;
  }
}

const GREY: Vec3 = [128, 128, 128];

function paintRamp(
  into: Uint8Array,
  numbers: Float32Array,
  [stride, offset]: [number, number],
  [low, high]: readonly [number, number],
  from: number,
  to: number,
): void {
  const table = Array.from({ length: 256 }, (_, k) => rampColor(k / 255));
  const scale = 255 / (high - low || 1);
  for (let k = from; k < to; k++) {
    const at = ((numbers[stride * k + offset] as number) - low) * scale;
    // NaN is no number of the ramp.
    put(into, k, at >= 0 ? (table[at > 255 ? 255 : at | 0] as Vec3) : at < 0 ? (table[0] as Vec3) : GREY);
  }
}
