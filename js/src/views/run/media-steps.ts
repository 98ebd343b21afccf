/** Steps that are compared. */
export const MOST_STEPS = 4;

/** "A" for the first. */
export const letterOf = (at: number): string => "ABCD"[at] ?? "";

/** The steps after one of them was moved; it stays between 0 and the last, and takes no other's place. */
export function moveStep(chosen: readonly number[], which: number, to: number, count: number): number[] {
  const from = chosen[which] as number;
  const wish = Math.min(count - 1, Math.max(0, to));
  const isFree = (at: number) => !chosen.some((other, k) => k !== which && other === at);
  // On past a place that is taken, or else back from it.
  const by = wish < from ? -1 : 1;
  let next = wish;
  while (next >= 0 && next < count && !isFree(next)) next += by;
  if (next < 0 || next >= count) {
    next = wish;
    while (!isFree(next)) next -= by;
  }
  return chosen.map((other, k) => (k === which ? next : other));
}

/** Which of the chosen steps a press moves: the nearest, of two as near the later. */
export function nearestStep(chosen: readonly number[], place: number): number {
  let best = 0;
  for (const [k, at] of chosen.entries()) {
    if (Math.abs(at - place) <= Math.abs((chosen[best] as number) - place)) best = k;
  }
  return best;
}

const GAP_PX = 8;
const TILE_PX = 220;
const MOST_ENLARGED = 4;

/** Width of one picture of `count` in a column of `across` pixels: several beside each other where they stay large
 * enough, and none much larger than it is. */
export function tileWidth(across: number, own: number, count: number): number {
  const beside = Math.max(1, Math.min(count, Math.floor((across + GAP_PX) / (TILE_PX + GAP_PX))));
  const width = Math.floor((across - GAP_PX * (beside - 1)) / beside);
  return own > 0 ? Math.min(width, Math.max(96, own * MOST_ENLARGED)) : width;
}
