import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { WatchedChannel } from "../../activity";
import type { Holder } from "../../charts/line-hand";
import type { Range } from "../../charts/line-math";
import type { RunInfo } from "../../runs/wire";
import { messageOf } from "../../thumbnails";
import { type ChartGroup, type ChartSpec, chartGroups, findCharts } from "./chart-list";
import { InOrder } from "./in-order";
import { freshOptions, type RunOptions, rangeOf } from "./run-options";
import { SeriesStore, saysWhenLate } from "./series-store";

/** Between two looks at a run that goes on. */
const PAUSE_MS = 250;
/** A look is followed by a pause so many times as long: in the same process it takes its time from the loop. */
const REST = 9;
const LONGEST_PAUSE_MS = 5000;

/** What a view of one run shows. */
export class RunState {
  readonly info = signal<RunInfo | null>(null);
  readonly failure = signal<string | null>(null);
  /** Points that came while the picture was held; null while it is not held. */
  readonly held = signal<number | null>(null);
  readonly collapsed = signal<ReadonlySet<string>>(new Set());
  /** The chart that is shown alone. */
  readonly alone = signal<string | null>(null);
  /** Charts with a logarithmic axis of their own. */
  readonly logCharts = signal<ReadonlySet<string>>(new Set());
  /** Null leaves it to the width of the view. */
  readonly isSideOpen = signal<boolean | null>(null);
  readonly keyText = signal("");
  /** The x that the zoom is of: charts over others show all. */
  readonly zoomedX = signal<string | null>(null);
  readonly series: SeriesStore;
  readonly groups: ReadonlySignal<ChartGroup[]>;
  readonly found: ReadonlySignal<ChartGroup[]>;

  readonly #zooms = new Map<string, Holder<Range | null>>();
  readonly #cursors = new Map<string, Signal<number | null>>();
  #restUntil = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #newest: RunInfo | null = null;
  readonly #answers = new InOrder();
  #isLooking = false;
  #isDue = false;

  constructor(
    readonly channel: WatchedChannel,
    readonly signal: AbortSignal,
    readonly run: string,
    readonly options: RunOptions = freshOptions(),
    /** Whether the channel is the run's own: one of many runs is told which one a page is of. */
    readonly isOwnView = false,
  ) {
    this.series = new SeriesStore(channel, signal, run, {
      rangeOf: (x) => this.zoom(x).value,
      smoothing: options.smoothing,
      logY: computed(() => options.logY.value || this.logCharts.value.size > 0),
    });
    this.groups = computed(() => {
      const info = this.info.value;
      return info ? chartGroups(info.keys, info.system, info.metrics) : [];
    });
    this.found = computed(() => findCharts(this.groups.value, options.find.value));
    void this.load();
    const stop = channel.onEvent("history", ({ runs }) => {
      if (runs.includes(run)) this.#soon();
    });
    signal.addEventListener("abort", () => {
      stop();
      clearTimeout(this.#timer);
    });
  }

  async load(): Promise<void> {
    const isNewest = this.#answers.begin();
    try {
      const { result } = await this.channel.ask("run_info", { runs: [this.run] }, this.signal);
      if (isNewest()) this.#take(result.runs[0] ?? null);
    } catch (error) {
      if (!this.signal.aborted && isNewest()) this.failure.value = messageOf(error);
    }
  }

  /** Hold the picture, or go on; the run itself goes on anyway. */
  pause(isHeld: boolean): void {
    this.held.value = isHeld ? 0 : null;
    if (isHeld || !this.#newest) return;
    this.info.value = this.#newest;
    this.series.refresh();
  }

  /** The key that a chart is drawn over. */
  xOf({ info, kind }: ChartSpec): string {
    const wish = this.options.xAxis.value;
    if (kind === "system") return wish.startsWith("_") ? wish : "_relative";
    if (wish !== "auto") return wish;
    const said = this.info.value?.metrics[info.key]?.step_metric;
    const isLogged = this.info.value?.keys.some(({ key, kind: other }) => key === said && other === "number");
    return said && isLogged ? said : "_step";
  }

  /** The hovered place, shared by all charts over one x. */
  cursor(x: string): Signal<number | null> {
    let found = this.#cursors.get(x);
    if (!found) {
      found = signal<number | null>(null);
      this.#cursors.set(x, found);
    }
    return found;
  }

  /** The part of an x that is shown, shared by all charts over it; null is all of it. */
  zoom(x: string): Holder<Range | null> {
    let found = this.#zooms.get(x);
    if (!found) {
      found = this.#zoomOf(x);
      this.#zooms.set(x, found);
    }
    return found;
  }

  /** Draw over another x, all of it. */
  chooseX(x: string): void {
    if (x === this.options.xAxis.peek()) return;
    batch(() => {
      this.options.xAxis.value = x;
      this.options.zoom.value = [];
      this.zoomedX.value = null;
    });
  }

  toggleGroup(name: string): void {
    this.collapsed.value = toggled(this.collapsed.value, name);
  }

  toggleLog(chart: string): void {
    this.logCharts.value = toggled(this.logCharts.value, chart);
  }

  #take(info: RunInfo | null): void {
    this.failure.value = info ? null : "The run is not there any more.";
    if (!info) return;
    const held = this.held.peek();
    this.#newest = info;
    const shown = this.info.peek();
    if (held !== null && shown) {
      this.held.value = info.row_count - shown.row_count;
      // How the run goes is no part of the picture.
      if (info.state !== shown.state) this.info.value = { ...shown, state: info.state };
      return;
    }
    this.info.value = info;
    if (shown) this.series.refresh();
  }

  #soon(): void {
    this.#isDue = true;
    if (this.#timer !== undefined || this.#isLooking) return;
    this.#timer = setTimeout(() => void this.#look(), Math.max(0, this.#restUntil - performance.now()));
  }

  /** The trait as a range of one x: what writes the one writes the other. */
  #zoomOf(x: string): Holder<Range | null> {
    const { zoom, xAxis } = this.options;
    const { zoomedX } = this;
    const isMine = () => x === (zoomedX.value ?? (xAxis.value === "auto" ? "_step" : xAxis.value));
    const range = computed(() => (isMine() ? rangeOf(zoom.value) : null));
    return {
      get value() {
        return range.value;
      },
      set value(next: Range | null) {
        batch(() => {
          zoomedX.value = x;
          zoom.value = next ? [...next] : [];
        });
      },
    };
  }

  async #look(): Promise<void> {
    const startedAt = performance.now();
    this.#timer = undefined;
    this.#isDue = false;
    this.#isLooking = true;
    const isNewest = this.#answers.begin();
    try {
      const answer = this.channel.askQuietly("run_info", { runs: [this.run] }, this.signal);
      const { result } = await saysWhenLate(this.channel, answer);
      if (isNewest()) this.#take(result.runs[0] ?? null);
      await this.series.settled();
    } catch (error) {
      if (!this.signal.aborted && isNewest()) this.failure.value = messageOf(error);
    } finally {
      const now = performance.now();
      this.#restUntil = now + Math.max(PAUSE_MS, Math.min(LONGEST_PAUSE_MS, REST * (now - startedAt)));
      this.#isLooking = false;
      if (this.#isDue && !this.signal.aborted) this.#soon();
    }
  }
}

function toggled(set: ReadonlySet<string>, name: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(name)) next.add(name);
  return next;
}
