import type { RowWindow } from "../rows";

/** So far ahead, at the speed of the rows, is asked: about what an answer of a busy kernel takes. */
const AHEAD_MS = 400;
/** Rows, beyond which no speed reaches. */
const MOST = 24;

type Rows = Pick<RowWindow, "wanted" | "rowId">;

/** Asks for the still of a row, and gives what lets go of it. */
export type UseStill = (row: number) => () => void;

/** The stills of the next screen or more, in the direction that the rows move: a fast hand has no time to wait for those of a
 * row that is in sight already. They are asked for half a screen at a time, after those in sight. */
export class StillsAhead {
  readonly #rows: Rows;
  /** What shows stills, by column and size, with the number of cells in sight that do. */
  readonly #shown = new Map<string, { cells: number; use: UseStill; held: Map<number, () => void> }>();
  #first = -1;
  #at = 0;
  /** Rows per millisecond; negative upwards. */
  #speed = 0;
  #isPlanned = false;

  constructor(rows: Rows) {
    this.#rows = rows;
  }

  /** Look ahead while cells of a column are in sight; returns what ends it for this cell. */
  follow(column: string, use: UseStill): () => void {
    const shown = this.#shown.get(column) ?? { cells: 0, use, held: new Map() };
    this.#shown.set(column, shown);
    shown.cells++;
    this.#plan();
    return () => {
      if (--shown.cells === 0) this.#plan();
    };
  }

  #plan(): void {
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    requestAnimationFrame(() => {
      this.#isPlanned = false;
      this.#look();
    });
  }

  #look(): void {
    const [first, end] = this.#rows.wanted ?? [0, 0];
    const span = end - first;
    const moved = this.#first < 0 ? 0 : first - this.#first;
    const now = performance.now();
    // A jump leads nowhere: who drags the scrollbar is elsewhere a moment later.
    if (Math.abs(moved) > span) this.#speed = 0;
    else if (moved !== 0) this.#speed = moved / Math.max(1, now - this.#at);
    this.#first = first;
    this.#at = now;
    const reach = this.#speed && Math.min(MOST, Math.max(span, Math.abs(this.#speed) * AHEAD_MS));
    const ahead = this.#speed < 0 ? this.#ids(first - reach, first) : this.#ids(end, end + reach);
    const near = new Set([...this.#ids(first, end), ...ahead]);
    for (const [column, { cells, use, held }] of this.#shown) {
      for (const [row, letGo] of held) {
        if (cells > 0 && near.has(row)) continue;
        held.delete(row);
        letGo();
      }
      if (cells === 0) {
        this.#shown.delete(column);
        continue;
      }
      const missing = ahead.filter((row) => !held.has(row));
      if (missing.length >= span / 2) for (const row of missing) held.set(row, use(row));
    }
  }

  #ids(first: number, end: number): number[] {
    const found = [];
    for (let position = Math.max(0, Math.ceil(first)); position < end; position++) {
      const id = this.#rows.rowId(position);
      if (id !== undefined) found.push(id);
    }
    return found;
  }
}
