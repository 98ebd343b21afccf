import { effect, untracked } from "@preact/signals";
import type { DetectionResult } from "../../../evaluation/detection-wire";
import type { CompareState } from "../compare-state";
import { groupIn } from "../picture-columns";
import type { ScoresState } from "./scores-state";

/** The column of images and the group of boxes that a choice such as "photo.found" names. */
export function overlayOf(
  choice: string | readonly string[] | null,
  side: number,
  columns: readonly { name: string; kind: string }[],
): { column: string; group: string } | null {
  const named = typeof choice === "string" || choice === null ? choice : (choice[side] ?? null);
  for (const { name, kind } of columns) {
    const group = kind === "image" ? groupIn(named, name) : null;
    if (group !== null) return { column: name, group };
  }
  return null;
}

/** Draw the boxes that count, and no others: those from the threshold up, once the hand rests. */
export function followThreshold(
  view: CompareState,
  scores: ScoresState,
  result: DetectionResult,
): () => void {
  const { sides, options } = result;
  return effect(() => {
    const { threshold } = scores.trait.value;
    const names = scores.names.value;
    untracked(() => {
      const overlays = view.overlays.peek();
      const shown = { ...overlays.scores };
      for (const [side, { score }] of sides.entries()) {
        const found = overlayOf(options.prediction, side, view.info.peek()?.columns ?? []);
        if (!found || score === null) continue;
        const group = sides.length > 1 ? `${names[side]} ${found.group}` : found.group;
        shown[group] = { ...shown[group], [score]: [threshold, null] };
      }
      if (JSON.stringify(shown) !== JSON.stringify(overlays.scores))
        view.overlays.value = { ...overlays, scores: shown };
    });
  });
}
