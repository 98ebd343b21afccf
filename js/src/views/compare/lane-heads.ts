import { type Signal, signal } from "@preact/signals";
import { rowsKey } from "../../query-edit";
import { HEAD_BINS } from "../table-state";
import type { CompareState } from "./compare-state";
import type { ComparedHead } from "./wire";

/** Figures of columns of lanes: one axis per column, counts per table. */
export class LaneHeads {
  readonly figures: Signal<Record<string, ComparedHead>> = signal({});
  #key = "";
  #asked = new Set<string>();
  #abort = new AbortController();

  constructor(private readonly state: CompareState) {}

  /** Fetch the figures of columns that came into sight. Those of before stay until theirs come. */
  want(names: string[]): void {
    const { info, shown, channel } = this.state;
    const query = shown.peek();
    const { edition, row_count } = info.peek() ?? {};
    const key = `${rowsKey(query)} ${edition} ${row_count}`;
    if (key !== this.#key) {
      this.#key = key;
      this.#asked.clear();
      this.#abort.abort();
      this.#abort = new AbortController();
    }
    const columns = names.filter((name) => !this.#asked.has(name));
    if (columns.length === 0) return;
    for (const name of columns) this.#asked.add(name);
    const { signal } = this.#abort;
    channel.ask("compare_heads", { query, columns, bins: HEAD_BINS }, signal).then(
      ({ result }) => {
        if (!signal.aborted) this.figures.value = { ...this.figures.peek(), ...result.columns };
      },
      () => {
        // Heads without figures say less but nothing wrong; they are asked for again with the next rows.
        for (const name of columns) this.#asked.delete(name);
      },
    );
  }
}
