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
  /** Ends what is being read; null while nothing is. */
  #reading: AbortController | null = null;
  /** Whether runs have logged more since then. */
  #isDue = false;

  constructor(readonly workspace: WorkspaceState) {
    const { table, channel } = workspace;
    const stop = effect(() => {
      if (workspace.runs.value.length > 0) untracked(() => void this.read());
    });
    const unheard = channel.onEvent("history", () => {
      // Runs that log again and again would never let a slow kernel come to an end.
      if (this.#reading) this.#isDue = true;
      else void this.read();
    });
    table.signal.addEventListener("abort", () => {
      stop();
      unheard();
      this.#reading?.abort();
    });
  }

  /** Leave it at what is read. */
  stop(): void {
    this.#reading?.abort();
    this.#reading = null;
    this.reading.value = null;
    this.isStopped.value = true;
  }

  /** Read what all runs logged. `isAgain` keeps what is known until all is read. */
  async read(isAgain = this.all.peek().length > 0): Promise<void> {
    this.#reading?.abort();
    const abort = new AbortController();
    this.#reading = abort;
    this.#isDue = false;
    this.isStopped.value = false;
    const { channel } = this.workspace;
    const counts = new Map<string, Metric>();
    try {
      for (let start = 0, total = 1; start < total; ) {
        const { result } = await channel.askQuietly("metrics", { start, count: AT_A_TIME }, abort.signal);
        if (abort.signal.aborted) return;
        for (const metric of result.metrics) {
          const before = counts.get(metric.key);
          const isMore = !before || metric.runs > before.runs;
          counts.set(metric.key, { ...(isMore ? metric : before), runs: metric.runs + (before?.runs ?? 0) });
        }
        total = result.total;
        start += Math.max(1, result.read);
        const isDone = start >= total;
        if (!isAgain) this.reading.value = isDone ? null : { read: start, total };
        if (isDone || !isAgain) this.all.value = sorted([...counts.values()]);
      }
      this.failure.value = null;
    } catch (error) {
      if (abort.signal.aborted || this.workspace.signal.aborted) return;
      this.reading.value = null;
      this.failure.value = messageOf(error);
    } finally {
      if (this.#reading === abort) {
        this.#reading = null;
        if (this.#isDue && !abort.signal.aborted) void this.read();
      }
    }
  }
}

const OF_VALIDATION = /(^|[^a-z])(val|valid|validation|eval|test)([^a-z]|$)/i;
const COUNTS = /^(.*\/)?(epoch|epochs|step|steps|global_step|iter|iteration|iterations|batch|timesteps?)$/i;

/** Those that most runs have first; of equal ones by name, validation before training. What counts comes last. */
export function sorted(metrics: readonly Metric[]): Metric[] {
  const axes = new Set(metrics.map(({ x }) => x));
  const counts = ({ key }: Metric) => Number(axes.has(key) || COUNTS.test(key));
  const ofTraining = ({ key }: Metric) => Number(!OF_VALIDATION.test(key));
  return [...metrics].sort(
    (a, b) =>
      counts(a) - counts(b) || b.runs - a.runs || ofTraining(a) - ofTraining(b) || (a.key < b.key ? -1 : 1),
  );
}
