import { effect, untracked } from "@preact/signals";
import type { DetectionResult } from "../../../evaluation/detection-wire";
import type { Overlays } from "../../../wire";
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
      const columns = view.info.peek()?.columns ?? [];
      const ranges = sides.flatMap(({ score }, side) => {
        const found = overlayOf(options.prediction, side, columns);
        if (!found || score === null) return [];
        return [[sides.length > 1 ? `${names[side]} ${found.group}` : found.group, score] as const];
      });
      const withRanges = (overlays: Overlays): Overlays => {
        const shown = { ...overlays.scores };
        for (const [group, score] of ranges) shown[group] = { ...shown[group], [score]: [threshold, null] };
        return { ...overlays, scores: shown };
      };
      const overlays = view.overlays.peek();
      // No step to undo: the threshold, which they follow, is none either.
      if (JSON.stringify(withRanges(overlays)) !== JSON.stringify(overlays))
        view.history.changeAll("overlays", withRanges);
    });
  });
}
