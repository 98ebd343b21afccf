import { signal } from "@preact/signals";
import type { Bound, BrushedColumn, Query, Summary } from "../wire";
import type { TableState } from "./table-state";

const PIXELS = 200;

/** What the other heads show while a hand moves a range: the newest range is asked, one at a time. */
export class LiveBrush {
  readonly counts = signal<Record<string, BrushedColumn>>({});
  #next: (() => Promise<void>) | undefined;
  #isAsking = false;
  /** Grows when the heads come: what is answered to an earlier hand says nothing then. */
  #turn = 0;

  constructor(
    private readonly state: TableState,
    private readonly bins: number,
  ) {}

  /** The hand is at a range of a column; `query` has the other clauses. */
  move(query: Query, column: string, [low = 0, high = 0]: readonly Bound[]): void {
    if (query.group_by.length > 0) return;
    const { channel, signal, summaries } = this.state;
    const columns = Object.keys(summaries.peek()).filter((name) => name !== column);
    const params = { query, column, low, high, columns, bins: this.bins, pixels: PIXELS };
    this.#next = async () => {
      const turn = this.#turn;
      const { result } = await channel.askQuietly("brush", params, signal);
      if (turn === this.#turn) this.counts.value = result.columns;
    };
    if (!this.#isAsking) void this.#ask();
  }

  /** The hand let go: what was counted stays until the heads of the new rows come. */
  rest(): void {
    this.#next = undefined;
  }

  /** The heads have come. */
  clear(): void {
    this.#next = undefined;
    this.#turn++;
    if (Object.keys(this.counts.peek()).length > 0) this.counts.value = {};
  }

  async #ask(): Promise<void> {
    this.#isAsking = true;
    try {
      for (let next = this.#next; next; next = this.#next) {
        this.#next = undefined;
        await next();
      }
    } catch {
      // The heads stay as they are; the clause that the hand leaves behind is answered by itself.
    } finally {
      this.#isAsking = false;
    }
  }
}

/** The summary of a column with the counts of a brush in place of those of the rows kept. */
export function brushedSummary(
  summary: Summary | undefined,
  counts: BrushedColumn | undefined,
): Summary | undefined {
  if (!summary || !counts) return summary;
  if ("bins_kept" in summary && counts.bins_kept) {
    const { bins_kept, empty_kept, nan_kept = 0 } = counts;
    return { ...summary, bins_kept, empty_kept, nan_kept };
  }
  if ("top" in summary && counts.top) {
    const kept = counts.top;
    const top = summary.top.map((item, at) => ({ ...item, kept: kept[at]?.kept ?? 0 }));
    return { ...summary, top, empty_kept: counts.empty_kept };
  }
  return summary;
}
