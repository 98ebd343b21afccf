import {
  batch,
  computed,
  effect,
  type ReadonlySignal,
  type Signal,
  signal,
  untracked,
} from "@preact/signals";
import type { BoxKind, DetectionResult, PhotoCounts } from "../../../evaluation/detection-wire";
import type { CompareState } from "../compare-state";
import { type ScoresState, scoresOf } from "./scores-state";

/** Boxes of one kind, or of a class that was taken for another, of one table or of any. */
export interface PickedKind {
  /** Null where two classes are given. */
  kind: BoxKind | null;
  truth?: number;
  prediction?: number;
  /** Number of a table; null for any of them. */
  side: number | null;
}

interface Pick extends PickedKind {
  /** The clause that keeps the photos that have such boxes, and how many there are. */
  text: string;
  rows: number;
  shown: number;
  /** The first of them. */
  photos: PhotoCounts[];
}

/** Which boxes were picked. Their clause names photos, and follows the threshold. */
export class DetectionPick {
  /** What is picked, while its clause is one of the query's. */
  readonly picked: ReadonlySignal<Pick | null>;
  /** A pick that no photo has. */
  readonly nothing: Signal<PickedKind | null> = signal(null);
  readonly #last = signal<Pick | null>(null);
  #asking = new AbortController();

  constructor(
    readonly view: CompareState,
    readonly scores: ScoresState,
  ) {
    this.picked = computed(() => {
      const last = this.#last.value;
      return last && scores.picks.value.some(({ text }) => text === last.text) ? last : null;
    });
    view.signal.addEventListener("abort", () => this.#asking.abort());
  }

  /** Keep the photos that have such boxes; once more lets them go. */
  toggle(kind: PickedKind): void {
    if (this.isPicked(kind)) this.#put(null);
    else void this.#pick(kind);
  }

  /** Whether just these boxes are picked. */
  isPicked({ kind, side, truth, prediction }: PickedKind): boolean {
    const now = this.picked.value;
    return (
      now !== null &&
      now.kind === kind &&
      now.side === side &&
      now.truth === truth &&
      now.prediction === prediction
    );
  }

  /** Mark a class, and keep the photos that have true boxes of it; once more lets it go. */
  toggleClass(index: number, { classes, class_clauses }: DetectionResult): void {
    const label = classes[index] ?? null;
    const clause = class_clauses[index];
    const isChosen = this.scores.trait.peek().class === label;
    batch(() => {
      this.scores.change({ class: isChosen ? null : label });
      this.scores.pick(isChosen || !clause ? [] : [{ text: clause }]);
    });
  }

  /** Write the clause anew when the threshold or the overlap has moved, until the function that is returned is called. */
  follow(): () => void {
    let last = "";
    const stop = effect(() => {
      const { threshold, class_thresholds, iou } = this.scores.trait.value;
      const now = JSON.stringify([threshold, class_thresholds, iou]);
      const hasMoved = last !== "" && last !== now;
      last = now;
      if (!hasMoved) return;
      untracked(() => {
        const picked = this.picked.peek();
        if (picked) void this.#pick(picked);
      });
    });
    return () => {
      stop();
      this.#asking.abort();
    };
  }

  async #pick({ kind, side, truth, prediction }: PickedKind): Promise<void> {
    const picked = {
      kind,
      side,
      ...(truth !== undefined && prediction !== undefined && { truth, prediction }),
    };
    this.#asking.abort();
    this.#asking = new AbortController();
    const { signal: aborted } = this.#asking;
    const { threshold, class_thresholds, iou } = this.scores.trait.peek();
    const keys = this.view.hasLanes ? (this.view.about.peek()?.keys ?? []).map(({ name }) => name) : [];
    const params = {
      query: this.scores.query.peek(),
      options: this.scores.options.peek(),
      threshold,
      class_thresholds: Object.keys(class_thresholds).length > 0 ? class_thresholds : null,
      iou,
      ...picked,
      class: this.scores.classIndex.peek(),
      keys,
    };
    try {
      const { result } = await this.view.channel.askQuietly("picked_clause", params, aborted);
      if (aborted.aborted) return;
      const { clause, rows, shown, photos } = result;
      batch(() => {
        this.nothing.value = clause === null ? picked : null;
        this.#put(clause === null ? null : { ...picked, text: clause, rows, shown, photos });
      });
    } catch (error) {
      if (!aborted.aborted)
        this.scores.failure.value = error instanceof Error ? error.message : String(error);
    }
  }

  #put(pick: Pick | null): void {
    batch(() => {
      this.#last.value = pick;
      this.scores.pick(pick ? [{ text: pick.text }] : []);
    });
  }
}

const picks = new WeakMap<CompareState, DetectionPick>();

/** What is picked in a view; it stays while another tab is on the screen. */
export function detectionPickOf(view: CompareState): DetectionPick {
  let pick = picks.get(view);
  if (!pick) {
    pick = new DetectionPick(view, scoresOf(view));
    picks.set(view, pick);
  }
  return pick;
}
