import { effect, type Signal, signal, untracked } from "@preact/signals";
import type { Metric } from "../../runs/workspace-wire";
import { messageOf } from "../../thumbnails";
import type { WorkspaceState } from "./workspace-state";

/** Histories whose keys are read with one question. */
const AT_A_TIME = 64;

/** The metrics that runs logged; read some runs at a time, so that the first charts need not wait for all. */
export class MetricList {
  readonly all: Signal<Metric[]> = signal([]);
  /** How many runs are read while some are not; null when all are. */
  readonly reading: Signal<{ read: number; total: number } | null> = signal(null);
  readonly failure: Signal<string | null> = signal(null);
  readonly isStopped = signal(false);
  #abort = new AbortController();

  constructor(readonly workspace: WorkspaceState) {
    const { table, channel } = workspace;
    const stop = effect(() => {
      if (workspace.runs.value.length > 0) untracked(() => void this.read());
    });
    const unheard = channel.onEvent("history", () => void this.read(true));
    table.signal.addEventListener("abort", () => {
      stop();
      unheard();
      this.#abort.abort();
    });
  }

  /** Leave it at what is read. */
  stop(): void {
    this.#abort.abort();
    this.reading.value = null;
    this.isStopped.value = true;
  }

  /** Read what all runs logged. `isAgain` keeps what is known until all is read. */
  async read(isAgain = this.all.peek().length > 0): Promise<void> {
    this.#abort.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.isStopped.value = false;
    const { channel } = this.workspace;
    const counts = new Map<string, number>();
    try {
      for (let start = 0, total = 1; start < total; ) {
        const { result } = await channel.askQuietly("metrics", { start, count: AT_A_TIME }, abort.signal);
        if (abort.signal.aborted) return;
        for (const { key, runs } of result.metrics) counts.set(key, (counts.get(key) ?? 0) + runs);
        total = result.total;
        start += Math.max(1, result.read);
        const isDone = start >= total;
        if (!isAgain) this.reading.value = isDone ? null : { read: start, total };
        if (isDone || !isAgain) this.all.value = sorted(counts);
      }
      this.failure.value = null;
    } catch (error) {
      if (abort.signal.aborted || this.workspace.signal.aborted) return;
      this.reading.value = null;
      this.failure.value = messageOf(error);
    }
  }
}

/** Those that most runs have first; of equal ones by name, validation before training. */
export function sorted(counts: ReadonlyMap<string, number>): Metric[] {
  const isOfValidation = (key: string) => /(^|[^a-z])(val|valid|validation|eval|test)([^a-z]|$)/i.test(key);
  return [...counts]
    .map(([key, runs]) => ({ key, runs }))
    .sort(
      (a, b) =>
        b.runs - a.runs ||
        Number(isOfValidation(b.key)) - Number(isOfValidation(a.key)) ||
        (a.key < b.key ? -1 : 1),
    );
}
