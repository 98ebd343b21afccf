import type { BoxKind, DetectionResult, DetectionSideAt } from "../../../evaluation/detection-wire";
import type { Better } from "../difference";

export interface KindAbout {
  kind: BoxKind;
  label: string;
  /** What makes a box of this kind. */
  why(iou: string): string;
  better: Better;
}

/** What boxes can be, in the order in which they stand. */
export const KINDS: readonly KindAbout[] = [
  { kind: "right", label: "Right", why: () => "own class, overlaps enough", better: "higher" },
  {
    kind: "poorly_placed",
    label: "Poorly placed",
    why: (iou) => `own class, IoU 0.1 to ${iou}`,
    better: "lower",
  },
  { kind: "confused", label: "Confused", why: () => "overlaps enough, another class", better: "lower" },
  { kind: "duplicate", label: "Duplicate", why: () => "its true box is already found", better: "lower" },
  { kind: "background", label: "Background", why: () => "no true box there", better: "lower" },
  { kind: "missed", label: "Missed", why: () => "true boxes nobody found", better: "lower" },
];

/** What a table's boxes are, all of them or those of one class. */
export function kindCounts(side: DetectionSideAt, index: number | null): number[] {
  if (index === null) return KINDS.map(({ kind }) => side.kinds[kind]);
  return KINDS.map((_, at) => side.class_kinds[index]?.[at] ?? 0);
}

/** What classes are ordered by. */
export type DetectionSort = "gain" | "-gain" | "ap" | "-ap" | "rows" | "class";

export const SORTS: readonly { value: DetectionSort; label: string; needsTwo?: boolean }[] = [
  { value: "gain", label: "largest gain", needsTwo: true },
  { value: "-gain", label: "largest loss", needsTwo: true },
  { value: "ap", label: "lowest AP" },
  { value: "-ap", label: "highest AP" },
  { value: "rows", label: "most true boxes" },
  { value: "class", label: "order of classes" },
];

/** The order in force: what was chosen, if it makes sense here. */
export function detectionSort(chosen: string, tables: number): DetectionSort {
  const known = SORTS.find(({ value, needsTwo }) => value === chosen && (!needsTwo || tables > 1));
  return known?.value ?? (tables > 1 ? "gain" : "ap");
}

/** Classes that any table has true boxes of, in order; equal ones stay as they stand. */
export function orderedClasses({ classes, sides }: DetectionResult, sort: DetectionSort): number[] {
  const present = classes
    .map((_, index) => index)
    .filter((index) => sides.some((side) => (side.class_truths[index] ?? 0) > 0));
  const last = sides.at(-1);
  const gain = (index: number) => {
    const [from, to] = [sides[0]?.class_ap[index], last?.class_ap[index]];
    return from == null || to == null ? Number.NaN : to - from;
  };
  const key = {
    gain: (index: number) => -gain(index),
    "-gain": gain,
    ap: (index: number) => last?.class_ap[index] ?? Number.NaN,
    "-ap": (index: number) => -(last?.class_ap[index] ?? Number.NaN),
    rows: (index: number) => -trueBoxes(sides, index),
    class: () => 0,
  }[sort];
  const keys = new Map(present.map((index) => [index, key(index)]));
  return present.sort((a, b) => compare(keys.get(a) as number, keys.get(b) as number) || a - b);
}

/** True boxes of a class; tables that were matched have the same ones, mostly. */
export function trueBoxes(sides: DetectionResult["sides"], index: number): number {
  return Math.max(0, ...sides.map((side) => side.class_truths[index] ?? 0));
}

/** What is no number comes last. */
function compare(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a - b;
}
