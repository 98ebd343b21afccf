import type { ColorTable } from "./colors";

// Masks are painted at the resolution of the screen, never of the mask: zoomed in they keep their hard pixel edges,
// and a line stays 1.5 px wide at any zoom.

/** One class id per pixel, row by row. */
export interface Mask {
  ids: Uint8Array | Uint16Array;
  width: number;
  height: number;
}

/** Where output pixels look into a mask: pixel (x, y) shows the id at (left + (x + ½) stepX, top + (y + ½) stepY). */
export interface Sampling {
  left: number;
  top: number;
  stepX: number;
  stepY: number;
}

/** The id of output pixels beyond the picture. */
export const OUTSIDE = -1;

/** The class under each output pixel: nearest neighbour, so colours never mix into ones that do not exist. */
export function sampleIds(mask: Mask, at: Sampling, width: number, height: number): Int32Array {
  const out = new Int32Array(width * height).fill(OUTSIDE);
  const columns = new Int32Array(width);
  for (let x = 0; x < width; x++) {
    const column = Math.floor(at.left + (x + 0.5) * at.stepX);
    columns[x] = column < mask.width ? column : OUTSIDE;
  }
  let before = OUTSIDE;
  for (let y = 0; y < height; y++) {
    const row = Math.floor(at.top + (y + 0.5) * at.stepY);
    if (row < 0 || row >= mask.height) continue;
    if (row === before) {
      // Zoomed in, one row of the mask is many on the screen.
      out.copyWithin(y * width, (y - 1) * width, y * width);
      continue;
    }
    before = row;
    for (let x = 0; x < width; x++) {
      const column = columns[x] as number;
      if (column >= 0) out[y * width + x] = mask.ids[row * mask.width + column] as number;
    }
  }
  return out;
}

/** A mask as one camera sees it: what stays the same while only colours and opacities change. */
export class SampledMask {
  readonly ids: Int32Array;
  readonly #distances = new Map<number, Float32Array>();

  constructor(
    mask: Mask,
    readonly at: Sampling,
    readonly width: number,
    readonly height: number,
  ) {
    this.ids = sampleIds(mask, at, width, height);
  }

  /** Whether it shows the mask from there. */
  isFrom(at: Sampling, width: number, height: number): boolean {
    const { left, top, stepX, stepY } = this.at;
    const isSameSize = width === this.width && height === this.height;
    return isSameSize && left === at.left && top === at.top && stepX === at.stepX && stepY === at.stepY;
  }

  distanceToBorder(reach: number): Float32Array {
    const distance = this.#distances.get(reach) ?? distanceToBorder(this.ids, this.width, reach);
    this.#distances.set(reach, distance);
    return distance;
  }
}

/** The whole of `mask`, stretched over `width` × `height`. */
export function samplingOfWhole(mask: Mask, width: number, height: number): Sampling {
  return { left: 0, top: 0, stepX: mask.width / width, stepY: mask.height / height };
}

/** Lay class colours over RGBA pixels (not premultiplied), `fill` opaque where a class has full strength. */
export function paintFill(out: Uint8ClampedArray, ids: Int32Array, table: ColorTable, fill: number): void {
  const { rgba } = table;
  const size = rgba.length / 4;
  const packed = new Uint32Array(size);
  const bytes = new Uint8Array(packed.buffer);
  for (let id = 0; id < size; id++) {
    const alpha = Math.round((rgba[id * 4 + 3] as number) * fill);
    if (alpha > 0)
      bytes.set(
        [rgba[id * 4] as number, rgba[id * 4 + 1] as number, rgba[id * 4 + 2] as number, alpha],
        id * 4,
      );
  }
  const pixels = new Uint32Array(out.buffer, out.byteOffset, out.length / 4);
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i] as number;
    const color = id >= 0 && id < size ? (packed[id] as number) : 0;
    if (color === 0) continue;
    if (pixels[i] === 0) pixels[i] = color;
    else over(out, i, rgba, id, (bytes[id * 4 + 3] as number) / 255);
  }
}

/** How a border is drawn; lengths in output pixels. */
export interface Line {
  width: number;
  halo: number;
  /** Length of a dash with its gap, 0 for a solid line. */
  dash: number;
  /** The part of that length that is drawn. */
  drawn: number;
  opacity: number;
}

const TONES = new Uint8Array([255, 255, 255, 0, 0, 0, 0, 0]);

/** Halo, then line, on the inner side of every border, so that two neighbours both show their colour.
 * The halo is white beside a dark class colour and black beside a light one: one of the two reads on any photo. */
export function paintOutline(
  out: Uint8ClampedArray,
  ids: Int32Array,
  width: number,
  table: ColorTable,
  line: Line,
  distance = distanceToBorder(ids, width, line.width + line.halo),
): void {
  const { rgba, isLight } = table;
  const reach = line.width + line.halo;
  for (let i = 0; i < ids.length; i++) {
    const far = distance[i] as number;
    if (far > reach + 1) continue;
    const id = ids[i] as number;
    const strength = id >= 0 ? ((rgba[id * 4 + 3] ?? 0) / 255) * line.opacity : 0;
    if (strength === 0 || (line.dash > 0 && !isDash(ids, width, i, line))) continue;
    const core = Math.min(1, Math.max(0, line.width + 1 - far));
    const halo = Math.min(1, Math.max(0, reach + 1 - far)) - core;
    over(out, i, TONES, isLight[id] as number, halo * 0.6 * strength);
    over(out, i, rgba, id, core * strength);
  }
}

const FAR = 255;

/** Distance of each pixel to the nearest one of another class, as far as `reach`; 1 lies at a border, FAR is farther.
 * Work is done around borders only, some 5 % of the pixels of a road scene. The picture's own rim is no border. */
export function distanceToBorder(ids: Int32Array, width: number, reach: number): Float32Array {
  const height = ids.length / width;
  const distance = new Float32Array(ids.length).fill(FAR);
  const { dx, dy, far } = disc(reach);
  const radius = Math.ceil(reach);
  const steps = dx.map((x, k) => x + (dy[k] as number) * width);
  for (let y = 0, i = 0; y < height; y++) {
    const isInside = y >= radius && y < height - radius;
    for (let x = 0; x < width; x++, i++) {
      const id = ids[i] as number;
      if (id === OUTSIDE) continue;
      const left = x > 0 ? (ids[i - 1] as number) : id;
      const right = x < width - 1 ? (ids[i + 1] as number) : id;
      const above = y > 0 ? (ids[i - width] as number) : id;
      const below = y < height - 1 ? (ids[i + width] as number) : id;
      if (left === id && right === id && above === id && below === id) continue;
      const isBorder =
        (left !== id && left !== OUTSIDE) ||
        (right !== id && right !== OUTSIDE) ||
        (above !== id && above !== OUTSIDE) ||
        (below !== id && below !== OUTSIDE);
      if (!isBorder) continue;
      const isWhole = isInside && x >= radius && x < width - radius;
      for (let k = 0; k < steps.length; k++) {
        if (!isWhole) {
          const column = x + (dx[k] as number);
          const row = y + (dy[k] as number);
          if (column < 0 || row < 0 || column >= width || row >= height) continue;
        }
        const j = i + (steps[k] as number);
        if ((far[k] as number) < (distance[j] as number) && ids[j] === id) distance[j] = far[k] as number;
      }
    }
  }
  return distance;
}

/** Offsets within `reach` of a border pixel, and their distance to the border. */
function disc(reach: number): { dx: Int32Array; dy: Int32Array; far: Float32Array } {
  const found: [dx: number, dy: number, far: number][] = [];
  const radius = Math.ceil(reach);
  for (let dy = -radius; dy <= radius; dy++) {
    for (let dx = -radius; dx <= radius; dx++) {
      const far = Math.hypot(dx, dy) + 1;
      if (far <= reach + 1) found.push([dx, dy, far]);
    }
  }
  return {
    dx: Int32Array.from(found, ([x]) => x),
    dy: Int32Array.from(found, ([, y]) => y),
    far: Float32Array.from(found, ([, , far]) => far),
  };
}

/** Whether a dashed line is on at a pixel. The phase runs along the diagonal that the border follows, so that a dash
 * never falls between two steps of a staircase. */
function isDash(ids: Int32Array, width: number, i: number, { dash: period, drawn }: Line): boolean {
  const reach = 4;
  const id = ids[i];
  const rises = ids[i - reach * width + reach] === id && ids[i + reach * width - reach] === id;
  const x = i % width;
  const y = (i - x) / width;
  const phase = rises ? x - y : x + y;
  return ((phase % period) + period) % period < period * drawn;
}

/** Lay entry `id` of `rgb` over pixel `i` of an RGBA image (not premultiplied). */
function over(out: Uint8ClampedArray, i: number, rgb: Uint8Array, id: number, alpha: number): void {
  if (alpha <= 0) return;
  const k = i * 4;
  const below = ((out[k + 3] as number) / 255) * (1 - alpha);
  const total = alpha + below;
  for (let c = 0; c < 3; c++)
    out[k + c] = ((rgb[id * 4 + c] as number) * alpha + (out[k + c] as number) * below) / total;
  out[k + 3] = total * 255;
}
