import type { Vec3 } from "./wire";

/** Screen pixels around the pointer that a point may lie in. */
const REACH_PX = 8;

/** The point under a place of the screen: of those within reach the nearest to the eye.
 *
 * @param matrix 16 numbers by columns, from the cloud's space to the screen's, -1 to 1.
 */
export function pointAt(
  positions: Float32Array,
  count: number,
  matrix: ArrayLike<number>,
  size: { width: number; height: number },
  at: { x: number; y: number },
  isHidden: (index: number) => boolean = () => false,
): number | null {
  const m = matrix as number[];
  const reach = REACH_PX * REACH_PX;
  let [best, bestDepth] = [-1, Number.POSITIVE_INFINITY];
  for (let k = 0; k < count; k++) {
    const x = positions[3 * k] as number;
    const y = positions[3 * k + 1] as number;
    const z = positions[3 * k + 2] as number;
    const w = (m[3] as number) * x + (m[7] as number) * y + (m[11] as number) * z + (m[15] as number);
    if (w <= 0) continue;
    const sx = (m[0] as number) * x + (m[4] as number) * y + (m[8] as number) * z + (m[12] as number);
    const sy = (m[1] as number) * x + (m[5] as number) * y + (m[9] as number) * z + (m[13] as number);
    const dx = ((sx / w + 1) / 2) * size.width - at.x;
    const dy = ((1 - sy / w) / 2) * size.height - at.y;
    const away = dx * dx + dy * dy;
    if (away > reach) continue;
    // A pixel beside the pointer counts as a thousandth further off.
    const depth = w * (1 + away / reach / 50);
    if (depth < bestDepth && !isHidden(k)) [best, bestDepth] = [k, depth];
  }
  return best < 0 ? null : best;
}

/** Coordinates as the user gave them: float64, which the browser's float32 count from. */
export function placeOf(local: ArrayLike<number>, origin: Vec3): Vec3 {
  return [0, 1, 2].map((k) => (local[k] as number) + (origin[k] as number)) as Vec3;
}

/** As many digits as tell places of a cloud of this extent apart. */
export function coordinateText(value: number, radius: number): string {
  const digits = Math.max(0, Math.min(9, 3 - Math.floor(Math.log10(Math.max(radius, 1e-12)))));
  return value.toFixed(Math.min(digits, 7));
}
