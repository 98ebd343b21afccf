import { signal } from "@preact/signals";
import { loadChunk } from "../chunks";
import { messageOf } from "../thumbnails";
import type { TableState } from "./table-state";

const SAID_MS = 6000;

type Menus = typeof import("./menus");

/** Which rows are ticked, by one, by a range, or all that match. */
export class Picking {
  /** What was just done to the ticked rows, for a while. */
  readonly said = signal("");
  /** Where a range starts, and the rows ticked before it. */
  anchor: { position: number; others: number[] } | null = null;
  #unsay: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly state: TableState) {
    state.signal.addEventListener("abort", () => clearTimeout(this.#unsay));
  }

  say(text: string): void {
    clearTimeout(this.#unsay);
    this.said.value = text;
    if (text) this.#unsay = setTimeout(() => this.say(""), SAID_MS);
  }

  /** Tick the row at a position, or not any more; a range may start here. */
  toggle(position: number): void {
    const { rows, selected } = this.state;
    const id = rows.rowId(position);
    const others = selected.peek().filter((other) => other !== id);
    this.anchor = { position, others };
    if (id === undefined) this.do(({ tickLate }) => tickLate(this, position));
    else selected.value = others.length < selected.peek().length ? others : [...others, id];
  }

  /** Tick all from where the range starts to a position; what an earlier such range held is let go. */
  extend(from: number, to: number): void {
    const anchor = this.anchor ?? { position: from, others: this.state.selected.peek() };
    this.anchor = anchor;
    this.do(({ tickRange }) => tickRange(this, anchor, to));
  }

  /** Tick all rows that match, or as many as can be. */
  all(): void {
    this.do(({ tickAll }) => tickAll(this));
  }

  clear(): void {
    this.anchor = null;
    this.state.selected.value = [];
    this.say("");
  }

  /** Ranges start anew where the focus is next: it moved without one. */
  rest(): void {
    this.anchor = null;
  }

  /** Do what the chunk of menus can, and say when it cannot. */
  do(act: (menus: Menus) => void | Promise<void>): void {
    loadChunk(this.state, "menus")
      .then(({ exports }) => act(exports as Menus))
      .catch((error) => this.state.signal.aborted || this.say(`That did not work: ${messageOf(error)}`));
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
}
