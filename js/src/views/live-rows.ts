import { batch } from "@preact/signals";
import { AskError } from "../channel";
import { PAGE_ROWS } from "../rows";
import type { Questions } from "../wire";
import { HEAD_BINS, type TableState } from "./table-state";

/** Between two looks at a table that grows on and on. */
const PAUSE_MS = 200;
/** A look that takes long is followed by a pause so many times as long: the machine has other work. */
const REST = 4;
const LONGEST_PAUSE_MS = 3000;
/** Without an answer for so long, the view says that it waits. */
const LATE_MS = 1500;

/** Follows a table that grows while it is shown. What is read stays in its place; filter, sort, selection and focus
 * stay. Python says once that there is more, and nothing again before this has looked. */
export class LiveRows {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isDue = false;
  #restUntil = 0;

  constructor(readonly state: TableState) {
    const { channel, signal } = state;
    channel.onEvent("rows", () => this.#soon());
    signal.addEventListener("abort", () => clearTimeout(this.#timer));
  }

  #soon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    this.#timer = setTimeout(() => void this.#look(), Math.max(0, this.#restUntil - performance.now()));
  }

  async #look(): Promise<void> {
    const { state } = this;
    const startedAt = performance.now();
    this.#isDue = false;
    try {
      // A question that is under way may have been answered before the rows came.
      if (state.isLoading.peek() || state.info.peek() === null) this.#soon();
      else await this.#refresh();
    } catch (error) {
      // What Python refused leaves what is here; the next rows that come are told of as well.
      if (!(error instanceof AskError) && !state.signal.aborted) throw error;
    } finally {
      const now = performance.now();
      this.#restUntil = now + Math.max(PAUSE_MS, Math.min(LONGEST_PAUSE_MS, REST * (now - startedAt)));
    }
  }

  async #refresh(): Promise<void> {
    const { state } = this;
    const query = state.shown.peek();
    const isOld = () => state.shown.peek() !== query || state.isLoading.peek();
    const place = this.#place();
    const answer = state.channel.askQuietly("refresh", { query, ...place.params }, state.signal);
    const late = setTimeout(() => state.channel.wait(answer).catch(() => {}), LATE_MS);
    const { result, buffers } = await answer.finally(() => clearTimeout(late));
    if (isOld()) {
      this.#soon();
      return;
    }
    if (result.error) {
      state.retry();
      return;
    }
    const before = state.info.peek();
    const isMore = before?.edition === result.info.edition && query.sort.length === 0;
    const rows = state.readRows(buffers[0]);
    batch(() => {
      if (JSON.stringify(before) !== JSON.stringify(result.info)) state.info.value = result.info;
      state.warnings.value = result.warnings;
      state.rows.grow(result.matched ?? state.rows.matched.peek(), result.start, rows, isMore);
      place.restore(result.anchor_at);
      // Another value, the same query: groups and rows near those in sight are asked for again.
      if (!isMore || query.group_by.length > 0) state.shown.value = { ...query };
    });
    const now = state.shown.peek();
    if (result.matched === null) {
      const { result: counted } = await state.channel.askQuietly("count", { query }, state.signal);
      if (state.shown.peek() === now) state.rows.resize(counted.matched);
    }
    const columns = Object.keys(state.summaries.peek());
    if (columns.length === 0) return;
    const heads = await state.channel.askQuietly(
      "summary",
      { query, columns, bins: HEAD_BINS },
      state.signal,
    );
    if (state.shown.peek() === now)
      state.summaries.value = { ...state.summaries.peek(), ...heads.result.columns };
  }

  /** What to ask for, and how to bring what is read back to where it was. */
  #place(): {
    params: Omit<Questions["refresh"]["params"], "query">;
    restore(anchorAt: number | null): void;
  } {
    const { sight, rows, shown, viewer, viewerRows, focused } = this.state;
    const { first, last } = sight.rowsInSight;
    const open = viewerRows.peek() ? null : viewer.peek();
    const position = open?.position ?? first;
    const start = Math.floor(Math.min(first, position) / PAGE_ROWS) * PAGE_ROWS;
    const count = Math.ceil((Math.max(last, position + 1) - start) / PAGE_ROWS + 1) * PAGE_ROWS;
    const row = rows.rowId(position);
    // At the top of a sorted table, rows that come above are what one waits for.
    const isHeld =
      row !== undefined && shown.peek().sort.length > 0 && (open !== null || sight.top.peek() > 0);
    return {
      params: {
        start,
        count,
        page_rows: PAGE_ROWS,
        anchor: isHeld && row !== undefined ? { row, below: position - start } : null,
      },
      restore: (anchorAt) => {
        const moved = anchorAt === null ? 0 : anchorAt - position;
        if (moved === 0) return;
        sight.moveByRows(moved);
        if (open && viewer.peek() === open) viewer.value = { ...open, position: open.position + moved };
        const at = focused.peek();
        if (at.row >= first && at.row < last) focused.value = { ...at, row: at.row + moved };
      },
    };
  }
}
