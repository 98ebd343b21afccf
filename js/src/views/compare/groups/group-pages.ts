import { batch, signal } from "@preact/signals";
import type { Questions } from "../../../wire";
import type { ComparedAxis, ComparedGroup } from "../wire";

type Answer = Questions["compare_groups"]["result"];

/** Fetches `count` groups from `start`; rejects when the signal aborts. */
export type FetchGroups = (start: number, count: number, signal: AbortSignal) => Promise<Answer>;

/** What is true of all groups. */
export interface GroupFacts {
  total: number;
  axes: Record<string, ComparedAxis>;
  rows: (number | null)[];
  largest: number;
}

/** Groups fetched at a time. */
export const PAGE_GROUPS = 20;
/** Between two asks while the view is moving. */
const PAUSE_MS = 60;

/** Pages of groups, fetched as they come into sight. After a change the old groups stay until the new are here. */
export class GroupPages {
  /** Null until the first groups have come. */
  readonly facts = signal<GroupFacts | null>(null);
  /** What the last failed fetch said, until one succeeds. */
  readonly failed = signal<unknown>(undefined);
  /** The groups on the screen are those of before the last change. */
  readonly isOld = signal(false);
  readonly #pages = signal<ReadonlyMap<number, ComparedGroup[]>>(new Map());
  #fetch: FetchGroups | null = null;
  #asked = new Map<number, AbortController>();
  #wanted: [number, number] = [0, PAGE_GROUPS];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #askedAt = -Infinity;

  /** The group at a position; undefined while it is not here. Reading it in a component follows its arrival. */
  get(position: number): ComparedGroup | undefined {
    return this.#pages.value.get(Math.floor(position / PAGE_GROUPS))?.[position % PAGE_GROUPS];
  }

  /** Show other groups from now on: `fetch` asks for them. */
  reset(fetch: FetchGroups): void {
    this.stop();
    this.#fetch = fetch;
    batch(() => {
      this.isOld.value = true;
      this.failed.value = undefined;
    });
    this.#ask();
  }

  /** Fetch what is missing of `first` to `last` (excluded). */
  want(first: number, last: number): void {
    this.#wanted = [Math.max(0, first), last];
    const since = performance.now() - this.#askedAt;
    clearTimeout(this.#timer);
    if (since >= PAUSE_MS) this.#ask();
    else this.#timer = setTimeout(() => this.#ask(), PAUSE_MS - since);
  }

  /** Ask once more for what did not come. */
  retry(): void {
    this.failed.value = undefined;
    this.#ask();
  }

  /** Cancel what is under way. */
  stop(): void {
    clearTimeout(this.#timer);
    for (const abort of this.#asked.values()) abort.abort();
    this.#asked.clear();
  }

  #ask(): void {
    const fetch = this.#fetch;
    if (!fetch) return;
    const isOld = this.isOld.peek();
    const end = isOld ? Number.POSITIVE_INFINITY : (this.facts.peek()?.total ?? 0);
    const first = Math.floor(this.#wanted[0] / PAGE_GROUPS);
    const last = Math.floor(Math.max(this.#wanted[0], Math.min(this.#wanted[1], end) - 1) / PAGE_GROUPS);
    for (const [page, abort] of this.#asked) {
      if (page >= first && page <= last) continue;
      abort.abort();
      this.#asked.delete(page);
    }
    for (let page = first; page <= last; page++) {
      const isHere = !isOld && this.#pages.peek().has(page);
      if (isHere || this.#asked.has(page) || page * PAGE_GROUPS >= end) continue;
      void this.#get(page, fetch);
    }
  }

  async #get(page: number, fetch: FetchGroups): Promise<void> {
    const abort = new AbortController();
    this.#asked.set(page, abort);
    this.#askedAt = performance.now();
    try {
      const { groups, ...facts } = await fetch(page * PAGE_GROUPS, PAGE_GROUPS, abort.signal);
      if (abort.signal.aborted) return;
      batch(() => {
        const old = this.isOld.peek() ? [] : this.#pages.peek();
        this.#pages.value = new Map([...old, [page, groups]]);
        this.facts.value = facts;
        this.isOld.value = false;
        this.failed.value = undefined;
      });
    } catch (error) {
      if (abort.signal.aborted) return;
      this.failed.value = error;
    }
    if (this.#asked.get(page) === abort) this.#asked.delete(page);
    // Fewer groups than before: what is in sight now begins earlier.
    this.#askMissing();
  }

  #askMissing(): void {
    if (this.failed.peek() === undefined && this.#asked.size === 0) this.#ask();
  }
}
