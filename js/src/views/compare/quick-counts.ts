import { effect, type Signal, signal, untracked } from "@preact/signals";
import { rowsKey } from "../../query-edit";
import type { CompareState } from "./compare-state";
import { withoutQuick } from "./quick-filters";

/** How many rows each quick filter would keep, given the other clauses; nothing while that is not known. */
export class QuickCounts {
  readonly counts: Signal<Record<string, number> | null> = signal(null);
  #key = "";

  constructor(state: CompareState) {
    let abort = new AbortController();
    const stop = effect(() => {
      const { value: query } = state.shown;
      const { value: about } = state.about;
      const { value: isLoading } = state.isLoading;
      const { edition, row_count } = state.info.value ?? {};
      if (!about || isLoading || about.quick.length === 0) return;
      const others = withoutQuick(query, about.quick);
      const key = JSON.stringify([rowsKey(others), edition, row_count, about.quick]);
      if (key === this.#key) return;
      this.#key = key;
      abort.abort();
      abort = new AbortController();
      const { signal: aborted } = abort;
      untracked(() => {
        state.channel.ask("quick", { query: others }, aborted).then(
          ({ result }) => {
            if (!aborted.aborted) this.counts.value = result.counts;
          },
          () => {
            // The names say what the filters do; counts are asked for again with the next rows.
            if (!aborted.aborted) this.#key = "";
          },
        );
      });
    });
    state.signal.addEventListener("abort", () => {
      stop();
      abort.abort();
    });
  }
}
