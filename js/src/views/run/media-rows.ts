import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Row, RowWindow } from "../../rows";
import type { MediaStep } from "../../runs/wire";

/** What a run logged under a key as rows of a table: one for each medium, in the order of the steps. */
export class MediaRows implements RowWindow {
  readonly matched: Signal<number> = signal(0);
  readonly version: ReadonlySignal<number> = signal(0);
  #steps: readonly MediaStep[] = [];

  /** Take the steps as they are now; places of those that were there stay. */
  take(steps: readonly MediaStep[]): void {
    this.#steps = steps;
    const last = steps.at(-1);
    this.matched.value = last ? last.row + last.count : 0;
  }

  get(position: number): Row | undefined {
    // Each place holds a medium; what it is comes with its still.
    return position < this.matched.value ? { id: position, has: () => true, cell: () => ({}) } : undefined;
  }

  rowId(position: number): number | undefined {
    return position < this.matched.value ? position : undefined;
  }

  want(): void {}

  /** The step that a medium was logged at. */
  stepOf(position: number): number | undefined {
    return this.#steps.findLast(({ row }) => row <= position)?.step;
  }
}
