import { batch, type ReadonlySignal, type Signal, signal } from "@preact/signals";

/** One row, cells decoded. Whole numbers beyond 2^53 stay bigint; an image is a plain object; no such cell is undefined. */
export interface Row {
  id: number;
  /** False while a column that was just shown has not arrived. */
  has(name: string): boolean;
  cell(name: string): unknown;
}

/** A window on the filtered, sorted rows of a table. Positions count from 0 in that order. */
export interface RowWindow {
  /** Number of rows that match. */
  readonly matched: ReadonlySignal<number>;
  /** Grows when the order of the rows changes: what was at a position is no longer there. */
  readonly version: ReadonlySignal<number>;
  /** The row at a position, undefined while it is not here. Reading it in a component follows its arrival. */
  get(position: number): Row | undefined;
  /** Fetch what is missing of `start` to `end` (excluded), and a little around it; what no longer matters is cancelled. */
  want(start: number, end: number): void;
  /** The positions that were wanted last, the second excluded. */
  readonly wanted?: readonly [number, number];
  /** Row id at a position, undefined while it is not here. */
  rowId(position: number): number | undefined;
}

/** Fetches `count` rows from `start`; rejects when the signal aborts. */
export type FetchRows = (start: number, count: number, signal: AbortSignal) => Promise<Row[]>;

interface Page {
  rows: Signal<Row[] | undefined>;
  /** Shown until newer cells arrive. */
  isStale: boolean;
}

interface Asked {
  first: number;
  last: number;
  abort: AbortController;
}

/** Rows a page holds; the first answer brings one page. */
export const PAGE_ROWS = 40;
const PAGES_PER_ASK = 5;
const PAGES_KEPT = 100;
/** Between two asks while the view is moving, so that a dragged scrollbar does not ask at every pixel. */
const PAUSE_MS = 50;

/** Pages of rows, fetched when wanted and dropped when long unused. */
export class RowPages implements RowWindow {
  readonly matched = signal(0);
  readonly version = signal(0);
  /** What the last failed fetch said, until one succeeds. */
  readonly failed: Signal<unknown> = signal(undefined);
  readonly #fetch: FetchRows;
  readonly #pages = new Map<number, Page>();
  #asked: Asked[] = [];
  wanted: [number, number] = [0, 0];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #askedAt = -Infinity;

  constructor(fetch: FetchRows) {
    this.#fetch = fetch;
  }

  get(position: number): Row | undefined {
    const page = this.#page(Math.floor(position / PAGE_ROWS));
    return page.rows.value?.[position % PAGE_ROWS];
  }

  rowId(position: number): number | undefined {
    return this.get(position)?.id;
  }

  /** Replace all rows; `first` are those at the top. With `keep` the old ones stay until theirs arrive: same order, other columns. */
  reset(matched: number, first: Row[], keep = false): void {
    this.stop();
    batch(() => {
      this.matched.value = matched;
      if (!keep) this.version.value += 1;
      for (const page of this.#pages.values()) {
        page.isStale = true;
        if (!keep) page.rows.value = undefined;
      }
      this.#fill(0, first);
    });
  }

  /** Take the number of rows, which was not known when the first ones came. */
  resize(matched: number): void {
    this.matched.value = matched;
    // What was the last page may be a part of one.
    for (const page of this.#pages.values()) {
      if ((page.rows.peek()?.length ?? PAGE_ROWS) < PAGE_ROWS) page.isStale = true;
    }
  }

  /** Take the rows as they are after the table has grown: `rows` stand from `start`, where a page begins.
   * With `isMore` those that were there are as they were; else they stay until they are asked for. */
  grow(matched: number, start: number, rows: Row[], isMore: boolean): void {
    if (!isMore) this.stop();
    batch(() => {
      this.resize(matched);
      if (!isMore) for (const page of this.#pages.values()) page.isStale = true;
      this.#fill(start / PAGE_ROWS, rows);
    });
  }

  want(start: number, end: number): void {
    this.wanted = [Math.max(0, start), Math.min(end, this.matched.peek())];
    const since = performance.now() - this.#askedAt;
    clearTimeout(this.#timer);
    if (since >= PAUSE_MS) this.#ask();
    else this.#timer = setTimeout(() => this.#ask(), PAUSE_MS - since);
  }

  /** Cancel what is under way. */
  stop(): void {
    clearTimeout(this.#timer);
    for (const asked of this.#asked) asked.abort.abort();
    this.#asked = [];
  }

  #page(index: number): Page {
    let page = this.#pages.get(index);
    if (!page) {
      page = { rows: signal(undefined), isStale: false };
      this.#pages.set(index, page);
    }
    return page;
  }

  #isHere(index: number): boolean {
    const page = this.#pages.get(index);
    return page?.rows.peek() !== undefined && !page.isStale;
  }

  #fill(firstPage: number, rows: Row[]): void {
    for (let at = 0; at < rows.length; at += PAGE_ROWS) {
      const index = firstPage + at / PAGE_ROWS;
      const part = rows.slice(at, at + PAGE_ROWS);
      if (part.length < Math.min(PAGE_ROWS, this.matched.peek() - index * PAGE_ROWS)) break;
      const page = this.#page(index);
      page.isStale = false;
      page.rows.value = part;
      // Last in the map is last to go.
      this.#pages.delete(index);
      this.#pages.set(index, page);
    }
  }

  #ask(): void {
    const [start, end] = this.wanted;
    if (end <= start) return;
    const span = end - start;
    const lastPage = Math.floor((this.matched.peek() - 1) / PAGE_ROWS);
    const near = {
      first: Math.max(0, Math.floor((start - span) / PAGE_ROWS)),
      last: Math.min(lastPage, Math.floor((end + span) / PAGE_ROWS)),
    };
    this.#asked = this.#asked.filter((asked) => {
      const matters = asked.first <= near.last && asked.last >= near.first;
      if (!matters) asked.abort.abort();
      return matters;
    });
    const visible = { first: Math.floor(start / PAGE_ROWS), last: Math.floor((end - 1) / PAGE_ROWS) };
    this.#askRuns(visible.first, visible.last);
    this.#askRuns(visible.last + 1, near.last);
    this.#askRuns(near.first, visible.first - 1);
  }

  /** One ask per run of missing pages. */
  #askRuns(first: number, last: number): void {
    const isUnderWay = (index: number) => this.#asked.some((a) => a.first <= index && index <= a.last);
    let index = first;
    while (index <= last) {
      if (this.#isHere(index) || isUnderWay(index)) {
        index += 1;
        continue;
      }
      let to = index;
      while (to < last && to - index + 1 < PAGES_PER_ASK && !this.#isHere(to + 1) && !isUnderWay(to + 1))
        to += 1;
      void this.#askPages(index, to);
      index = to + 1;
    }
  }

  async #askPages(first: number, last: number): Promise<void> {
    const asked = { first, last, abort: new AbortController() };
    this.#asked.push(asked);
    this.#askedAt = performance.now();
    try {
      const rows = await this.#fetch(first * PAGE_ROWS, (last - first + 1) * PAGE_ROWS, asked.abort.signal);
      if (asked.abort.signal.aborted) return;
      batch(() => {
        this.failed.value = undefined;
        this.#fill(first, rows);
        this.#dropOld();
      });
    } catch (error) {
      if (!asked.abort.signal.aborted) this.failed.value = error;
    } finally {
      this.#asked = this.#asked.filter((other) => other !== asked);
    }
  }

  #dropOld(): void {
    const [start, end] = this.wanted;
    let extra = this.#pages.size - PAGES_KEPT;
    for (const [index, page] of this.#pages) {
      if (extra <= 0) return;
      extra -= 1;
      if (index >= Math.floor(start / PAGE_ROWS) && index <= Math.floor(end / PAGE_ROWS)) continue;
      this.#pages.delete(index);
      page.rows.value = undefined;
    }
  }
}
