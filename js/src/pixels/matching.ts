import type { Box } from "../wire";

/** What became of a box: a detection that found a true box or none, or a true box that nothing found. */
export type Outcome = "matched" | "false positive" | "missed";

export interface LabelledBox {
  box: Box;
  group: string;
  label: string | null;
}

export interface Verdict {
  outcome: Outcome;
  /** Overlap with the box it is held against; 0 where there is none of its class. */
  iou: number;
  /** The other box of a match. */
  partner: Box | null;
}

/** Area that two boxes share, over the area that they cover. */
export function iouOf(a: Box, b: Box): number {
  const w = Math.max(0, Math.min(a.max_x, b.max_x) - Math.max(a.min_x, b.min_x));
  const h = Math.max(0, Math.min(a.max_y, b.max_y) - Math.max(a.min_y, b.min_y));
  const area = ({ min_x, max_x, min_y, max_y }: Box) => (max_x - min_x) * (max_y - min_y);
  const both = area(a) + area(b) - w * h;
  return both > 0 ? (w * h) / both : 0;
}

/** Judge detections as PASCAL VOC does: the surest first, each is held against the true box of its class that it overlaps
 * most. It matches where the overlap is `leastIou` or more and no surer one of its group was there before; another find
 * of the same box is a false positive. A true box is missed when no group has found it.
 *
 * Everingham et al., "The PASCAL Visual Object Classes Challenge", 2010, section 4.2. */
export function judgeBoxes(
  truth: readonly LabelledBox[],
  found: readonly LabelledBox[],
  leastIou: number,
  scoreOf: (box: Box) => number,
): Map<Box, Verdict> {
  const verdicts = new Map<Box, Verdict>();
  const taken = new Set<string>();
  for (const { box, group, label } of [...found].sort((a, b) => scoreOf(b.box) - scoreOf(a.box))) {
    let best = -1;
    let iou = 0;
    truth.forEach((candidate, k) => {
      const overlap = candidate.label === label ? iouOf(box, candidate.box) : 0;
      if (overlap > iou) [best, iou] = [k, overlap];
    });
    const target = truth[best]?.box;
    const key = `${best} ${group}`;
    if (!target || iou < leastIou || taken.has(key)) {
      verdicts.set(box, { outcome: "false positive", iou, partner: null });
      continue;
    }
    taken.add(key);
    verdicts.set(box, { outcome: "matched", iou, partner: target });
    if (!verdicts.has(target)) verdicts.set(target, { outcome: "matched", iou, partner: box });
  }
  for (const { box } of truth)
    if (!verdicts.has(box)) verdicts.set(box, { outcome: "missed", iou: 0, partner: null });
  return verdicts;
}

/** How many boxes had each outcome; a match counts once for each detection. */
export function countOutcomes(
  found: readonly LabelledBox[],
  verdicts: ReadonlyMap<Box, Verdict>,
): Record<Outcome, number> {
  const counts: Record<Outcome, number> = { matched: 0, "false positive": 0, missed: 0 };
  for (const { box } of found) {
    const outcome = verdicts.get(box)?.outcome;
    if (outcome) counts[outcome]++;
  }
  for (const { outcome } of verdicts.values()) if (outcome === "missed") counts.missed++;
  return counts;
}
