import type { SceneBox, Vec3 } from "./wire";

/** Pairs of corners that an edge joins. */
export const EDGES: readonly (readonly [number, number])[] = [1, 2, 4].flatMap((bit) =>
  [0, 1, 2, 3, 4, 5, 6, 7].filter((a) => !(a & bit)).map((a) => [a, a | bit] as const),
);

export const UNLABELLED = "no label";

export const labelOf = (box: SceneBox): string => box.label ?? UNLABELLED;

export interface BoxFilter {
  hiddenLabels: ReadonlySet<string>;
  leastScore: number | null;
}

/** Whether a box is drawn: boxes without a score are there whatever the least one is. */
export function isShown(box: SceneBox, { hiddenLabels, leastScore }: BoxFilter): boolean {
  if (hiddenLabels.has(labelOf(box))) return false;
  return leastScore === null || box.score === null || box.score >= leastScore;
}

/** Labels in the order of the alphabet, how many boxes have each, and the color of the first. */
export function labelsOf(boxes: readonly SceneBox[]): { label: string; count: number; color: Vec3 }[] {
  const found = new Map<string, { count: number; color: Vec3 }>();
  for (const box of boxes) {
    const entry = found.get(labelOf(box));
    if (entry) entry.count++;
    else found.set(labelOf(box), { count: 1, color: box.color });
  }
  return [...found]
    .map(([label, entry]) => ({ label, ...entry }))
    .sort((a, b) => (a.label < b.label ? -1 : 1));
}

/** Both ends of the scores, 0 to 1 where all lie in it; null where no box has one. */
export function scoreEnds(boxes: readonly SceneBox[]): [number, number] | null {
  const scores = boxes.flatMap(({ score }) => (score === null ? [] : [score]));
  if (scores.length === 0) return null;
  const [low, high] = [Math.min(...scores), Math.max(...scores)];
  return low >= 0 && high <= 1 ? [0, 1] : low < high ? [low, high] : [low - 0.5, high + 0.5];
}

/** Where the label of a box stands: over the middle of its highest face. */
export function labelPlace(corners: readonly Vec3[], upward: Vec3): Vec3 {
  const along = (p: Vec3) => p[0] * upward[0] + p[1] * upward[1] + p[2] * upward[2];
  const highest = [...corners].sort((a, b) => along(b) - along(a)).slice(0, 4);
  return [0, 1, 2].map((k) => highest.reduce((sum, p) => sum + (p[k] as number), 0) / highest.length) as Vec3;
}

/** How long a box is along its own three edges, in the order of x, y and z where `box3d` made it. */
export function boxSize(corners: readonly Vec3[]): Vec3 {
  const first = corners[0] as Vec3;
  return [4, 2, 1].map((k) =>
    Math.hypot(...first.map((a, c) => ((corners[k] as Vec3)[c] as number) - a)),
  ) as Vec3;
}

const KNOWN = new Set(["corners", "label", "color", "score", "has_color"]);

/** What else a box has, such as the number of a track. */
export function othersOf(box: SceneBox): [string, string][] {
  return Object.entries(box)
    .filter(([name]) => !KNOWN.has(name))
    .map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]);
}
