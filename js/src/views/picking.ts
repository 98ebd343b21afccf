import { signal } from "@preact/signals";
import { formatCount } from "../format";
import type { TableState } from "./table-state";

/** Ticks travel as one list with each change: more would be felt. */
export const MOST_TICKED = 50_000;
const SAID_MS = 6000;

interface Anchor {
  position: number;
  /** Rows ticked before the range that starts here. */
  others: number[];
}

/** Which rows are ticked, by one, by a range, or all that match. */
export class Picking {
  /** What was just done to the ticked rows, for a while. */
  readonly said = signal("");
  #anchor: Anchor | null = null;
  #asking = new AbortController();
  #unsay: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly state: TableState) {
    state.signal.addEventListener("abort", () => {
      this.#asking.abort();
      clearTimeout(this.#unsay);
    });
  }

  say(text: string): void {
    clearTimeout(this.#unsay);
    this.said.value = text;
    if (text) this.#unsay = setTimeout(() => this.say(""), SAID_MS);
  }

  /** Tick the row at a position, or not any more; a range may start here. */
  toggle(position: number): void {
    const { state } = this;
    const id = state.rows.rowId(position);
    if (id === undefined) return;
    const others = state.selected.peek().filter((other) => other !== id);
    const isTicked = others.length < state.selected.peek().length;
    this.#anchor = { position, others };
    if (!isTicked && others.length >= MOST_TICKED)
      this.say(`At most ${formatCount(MOST_TICKED)} rows can be ticked.`);
    else state.selected.value = isTicked ? others : [...others, id];
  }

  /** Tick all from where the range starts to a position; what an earlier such range held is let go. */
  async extend(from: number, to: number): Promise<void> {
    const { state } = this;
    const version = state.rows.version.peek();
    this.#anchor ??= { position: from, others: state.selected.peek() };
    const { position, others } = this.#anchor;
    const first = Math.min(position, to);
    const ids = await this.#idsOf(first, Math.abs(to - position) + 1);
    if (ids && version === state.rows.version.peek()) this.#tick(others, ids);
  }

  /** Tick all rows that match, or as many as can be. */
  async all(): Promise<void> {
    const { state } = this;
    this.#anchor = null;
    const matched = state.rows.matched.peek();
    const ids = await this.#idsOf(0, matched);
    if (!ids) return;
    this.#tick([], ids);
    if (matched > MOST_TICKED)
      this.say(
        `The first ${formatCount(MOST_TICKED)} of ${formatCount(matched)} rows are ticked: more cannot be.`,
      );
  }

  clear(): void {
    this.#anchor = null;
    this.#asking.abort();
    this.state.selected.value = [];
    this.say("");
  }

  /** Ranges start anew where the focus is next: it moved without one. */
  rest(): void {
    this.#anchor = null;
  }

  /** How many of the rows that match are ticked, as far as the rows in sight tell. */
  share(first: number, last: number): "none" | "some" | "all" {
    const { rows, selected, selectedSet } = this.state;
    if (selected.value.length === 0) return "none";
    if (selected.value.length < rows.matched.value) return "some";
    for (let at = first; at < last; at++) {
      const id = rows.rowId(at);
      if (id !== undefined && !selectedSet.value.has(id)) return "some";
    }
    return "all";
  }

  #tick(others: number[], ids: number[]): void {
    const all = [...new Set([...others, ...ids])];
    if (all.length > MOST_TICKED) this.say(`At most ${formatCount(MOST_TICKED)} rows can be ticked.`);
    this.state.selected.value = all.slice(0, MOST_TICKED);
  }

  /** Ids of the rows at some positions: those that are here, or from Python; null when overtaken or not to be had. */
  async #idsOf(start: number, wanted: number): Promise<number[] | null> {
    const { rows, channel, shown } = this.state;
    this.#asking.abort();
    const asking = new AbortController();
    this.#asking = asking;
    const count = Math.min(wanted, MOST_TICKED);
    const ids: number[] = [];
    for (let at = start; at < start + count && ids.length === at - start; at++) {
      const id = rows.rowId(at);
      if (id !== undefined) ids.push(id);
    }
    if (ids.length === count) return ids;
    try {
      const { buffers } = await channel.ask("row_ids", { query: shown.peek(), start, count }, asking.signal);
      const bytes = buffers[0] ?? new Uint8Array(0);
      return [...new Float64Array(bytes.slice().buffer)];
    } catch (error) {
      if (!asking.signal.aborted) this.say(`The rows could not be ticked: ${String(error)}`);
      return null;
    }
  }
}
