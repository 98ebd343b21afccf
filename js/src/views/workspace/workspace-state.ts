import {
  batch,
  computed,
  effect,
  type ReadonlySignal,
  type Signal,
  signal,
  untracked,
} from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { WatchedChannel } from "../../activity";
import { decodeRows } from "../../arrow";
import { type HostModel, traitSignal } from "../../model";
import type { Row } from "../../rows";
import type { BestBy, ChartOptions, Goal, Metric, RunHead } from "../../runs/workspace-wire";
import { messageOf } from "../../thumbnails";
import type { Query, TableTraits } from "../../wire";
import { InOrder } from "../run/in-order";
import type { TableState } from "../table-state";
import { BestValue } from "./best-value";
import { byColor, isGroup, type Slots, withShown } from "./colors";
import { type Lines, linesOf } from "./lines";
import { MetricList } from "./metric-list";

export type Tab = "charts" | "summaries" | "config";

/** Runs that are drawn until someone chooses. */
const SHOWN_AT_FIRST = 8;
/** Row ids are asked for up to here; a list this long is not read to its end. */
const MOST_RUNS = 50_000;

/** All that a workspace shows beside its table: who is drawn, in which colour, and how. */
export class WorkspaceState {
  readonly channel: WatchedChannel;
  readonly signal: AbortSignal;
  readonly tab: Signal<Tab>;
  readonly theme: Signal<TableTraits["theme"]>;
  readonly charts: Signal<ChartOptions>;
  readonly bestBy: Signal<BestBy>;
  readonly axes: Signal<string[]>;
  readonly shownRuns: Signal<Slots | null>;
  readonly shownGroups: Signal<Slots | null>;
  readonly pinned: Signal<string[]>;
  /** All runs, in the order of the table's rows; empty until they are here. */
  readonly runs = signal<RunHead[]>([]);
  readonly columns = signal<Record<string, ["about" | "summary" | "config", string]>>({});
  /** Which way metrics are better, by their names. */
  readonly goals = signal<Record<string, Goal>>({});
  /** Row ids in the order of the view. */
  readonly order = signal<ArrayLike<number>>([]);
  readonly lines: ReadonlySignal<Lines>;
  /** Ids of the runs that match. */
  readonly matching: ReadonlySignal<ReadonlySet<string>>;
  /** Rows that stand on top, wherever the order has them. */
  readonly pinnedRows = signal<ReadonlyMap<number, Row>>(new Map());
  /** What is under the pointer, in the list or in a chart: the id of a run, or the key of a group as JSON. */
  readonly hover = signal<string | null>(null);
  /** The run that is open in place of all of them. */
  readonly open = signal<string | null>(null);
  readonly failure = signal<string | null>(null);
  /** Ids of the runs in the groups that are drawn, by the key of the group as JSON. */
  readonly groupRuns = signal<ReadonlyMap<string, string[]>>(new Map());
  readonly byId: ReadonlySignal<Map<string, { run: RunHead; row: number }>>;
  readonly metrics: MetricList;
  readonly best: BestValue;
  readonly #drawnRuns: ReadonlySignal<Slots | null>;
  readonly #runAnswers = new InOrder();
  readonly #groupAnswers = new InOrder();
  readonly #pinnedAnswers = new InOrder();
  #orderAbort = new AbortController();

  constructor(
    model: HostModel,
    readonly table: TableState,
  ) {
    this.channel = table.channel;
    this.signal = table.signal;
    const trait = <T>(name: string) => traitSignal<T>(model, name, table.signal);
    this.tab = trait("tab");
    this.theme = trait("theme");
    this.charts = trait("charts");
    this.bestBy = trait("best_by");
    this.axes = trait("axes");
    this.shownRuns = trait("shown_runs");
    this.shownGroups = trait("shown_groups");
    this.pinned = trait("pinned_runs");
    this.byId = computed(() => new Map(this.runs.value.map((run, row) => [run.id, { run, row }])));
    this.lines = computed(() => {
      const rows = this.pinned.value.flatMap((id) => this.byId.value.get(id)?.row ?? []);
      return linesOf(this.order.value, rows);
    });
    this.matching = computed(
      () => new Set(Array.from(this.order.value, (row) => this.runs.value[row]?.id ?? "")),
    );
    this.#drawnRuns = computed(() => {
      const shown = this.shownRuns.value;
      const order = this.order.value;
      if (shown === null || (order.length === 0 && table.rows.matched.value > 0)) return null;
      const matching = this.matching.value;
      return Object.fromEntries(Object.entries(shown).filter(([id]) => matching.has(id)));
    });
    this.metrics = new MetricList(this);
    this.best = new BestValue(this);
    const stops = [
      effect(() => {
        table.info.value?.edition;
        if (table.info.value) untracked(() => void this.#loadRuns());
      }),
      effect(() => {
        const query = table.shown.value;
        table.rows.version.value;
        this.runs.value;
        if (table.info.peek()) untracked(() => void this.#loadOrder(query));
      }),
      effect(() => {
        const { positions, pinned } = this.lines.value;
        const ids = positions.slice(0, pinned).map((position) => this.order.peek()[position] as number);
        const query = table.shown.value;
        untracked(() => void this.#loadPinned(query, ids));
      }),
      effect(() => {
        const query = table.shown.value;
        table.rows.version.value;
        this.runs.value;
        const keys = Object.keys(this.shownGroups.value ?? {}).filter(isGroup);
        if (query.group_by.length > 0) untracked(() => void this.#loadGroups(query, keys));
      }),
    ];
    table.signal.addEventListener("abort", () => {
      for (const stop of stops) stop();
      this.#orderAbort.abort();
    });
  }

  get isGrouped(): boolean {
    return this.table.isGrouped;
  }

  /** The colours of what the list has now: runs, or groups of them. */
  get slots(): Signal<Slots | null> {
    return this.isGrouped ? this.shownGroups : this.shownRuns;
  }

  /** Id of the run on a line; undefined while it is not known. */
  runAt(line: number): RunHead | undefined {
    const row = this.rowAt(line);
    return row === undefined ? undefined : this.runs.value[row];
  }

  /** Row id on a line. */
  rowAt(line: number): number | undefined {
    const position = this.lines.value.positions[line];
    return position === undefined ? undefined : (this.order.value[position] as number);
  }

  /** The colours of what is drawn: of the runs that are shown those that match, or the groups that are shown. Null
   * while it is not known. */
  get drawn(): Slots | null {
    return this.isGrouped ? this.shownGroups.value : this.#drawnRuns.value;
  }

  /** Show or hide in charts. */
  show(names: readonly string[], isShown: boolean): void {
    if (!this.isGrouped && this.shownRuns.peek() === null) this.showFirst();
    this.slots.value = withShown(this.slots.peek() ?? {}, names, isShown);
  }

  toggle(name: string): void {
    if (!this.isGrouped && this.shownRuns.peek() === null) this.showFirst();
    this.show([name], !Object.hasOwn(this.slots.peek() ?? {}, name));
  }

  pin(id: string): void {
    const pinned = this.pinned.peek();
    this.pinned.value = pinned.includes(id) ? pinned.filter((other) => other !== id) : [...pinned, id];
  }

  /** Bring the row of a run into sight, and put the focus there. */
  reveal(id: string): void {
    const row = this.byId.peek().get(id)?.row;
    const line = this.lines.peek().positions.findIndex((position) => this.order.peek()[position] === row);
    if (line < 0) return;
    this.table.focused.value = { row: line, column: 0 };
    this.table.grid.reveal(line, 0);
  }

  chart(change: Partial<ChartOptions>): void {
    this.charts.value = { ...this.charts.peek(), ...change };
  }

  /** Runs that a menu or the differences of configs are about: those selected, else those drawn. */
  get chosen(): RunHead[] {
    const ticked = [...this.table.selected.value].sort((a, b) => a - b);
    if (ticked.length > 0) return ticked.flatMap((row) => this.runs.value[row] ?? []);
    return byColor(this.#drawnRuns.value ?? {}).flatMap((id) => this.byId.value.get(id)?.run ?? []);
  }

  /** Ask again for what the runs are, after one was changed from here. */
  async edit(
    runs: string[],
    action: "delete" | "rename" | "tag" | "untag",
    text = "",
  ): Promise<string | null> {
    try {
      await this.channel.ask("edit_runs", { runs, action, text }, this.signal);
    } catch (error) {
      return messageOf(error);
    }
    if (action === "delete") {
      batch(() => {
        this.table.selected.value = [];
        this.pinned.value = this.pinned.peek().filter((id) => !runs.includes(id));
        this.shownRuns.value = withShown(this.shownRuns.peek() ?? {}, runs, false);
      });
    }
    return null;
  }

  async #loadRuns(): Promise<void> {
    const isNewest = this.#runAnswers.begin();
    try {
      const { result } = await this.channel.askQuietly("workspace", {}, this.signal);
      if (!isNewest()) return;
      const known = new Set(this.runs.peek().map(({ id }) => id));
      const isFirst = known.size === 0;
      batch(() => {
        this.runs.value = result.runs;
        if (!isFirst) this.#showNew(result.runs.filter(({ id }) => !known.has(id)));
        this.columns.value = result.columns;
        this.goals.value = result.goals;
        this.failure.value = null;
        // The order may have come before.
        if (this.shownRuns.peek() === null) this.showFirst();
      });
    } catch (error) {
      if (!this.signal.aborted && isNewest()) this.failure.value = messageOf(error);
    }
  }

  async #loadOrder(query: Query): Promise<void> {
    this.#orderAbort.abort();
    const abort = new AbortController();
    this.#orderAbort = abort;
    const flat = { ...query, group_by: [] };
    try {
      const { buffers } = await this.channel.askQuietly(
        "row_order",
        { query: flat, start: 0, count: MOST_RUNS },
        abort.signal,
      );
      if (abort.signal.aborted) return;
      const [bytes] = buffers;
      this.order.value = bytes ? new Float64Array(bytes.slice().buffer) : [];
      if (this.shownRuns.peek() === null) this.showFirst();
    } catch (error) {
      if (!abort.signal.aborted && !this.signal.aborted) this.failure.value = messageOf(error);
    }
  }

  /** A run that begins while others are looked at is drawn too, where there is a colour left. */
  #showNew(runs: readonly RunHead[]): void {
    const shown = this.shownRuns.peek();
    if (shown === null || runs.length === 0) return;
    if (Object.keys(shown).length + runs.length > SHOWN_AT_FIRST) return;
    this.shownRuns.value = withShown(
      shown,
      runs.map(({ id }) => id),
      true,
    );
  }

  /** Until someone chooses, those at the top of the list are drawn. */
  showFirst(): void {
    const first = this.lines.peek().positions.slice(0, SHOWN_AT_FIRST);
    const ids = first.flatMap(
      (position) => this.runs.peek()[this.order.peek()[position] as number]?.id ?? [],
    );
    if (ids.length > 0) this.shownRuns.value = withShown({}, ids, true);
  }

  async #loadGroups(query: Query, keys: string[]): Promise<void> {
    const isNewest = this.#groupAnswers.begin();
    try {
      const params = { query, keys: keys.map((key) => JSON.parse(key)) };
      const { result } = await this.channel.askQuietly("group_runs", params, this.signal);
      if (!isNewest() || this.table.shown.peek() !== query) return;
      this.groupRuns.value = new Map(keys.map((key, at) => [key, result.groups[at] ?? []]));
    } catch (error) {
      if (!this.signal.aborted && isNewest()) this.failure.value = messageOf(error);
    }
  }

  async #loadPinned(query: Query, rows: number[]): Promise<void> {
    const isNewest = this.#pinnedAnswers.begin();
    if (rows.length === 0) {
      isNewest();
      if (this.pinnedRows.peek().size > 0) this.pinnedRows.value = new Map();
      return;
    }
    try {
      const params = { query: { ...query, group_by: [] }, rows };
      const { buffers } = await this.channel.askQuietly("ticked", params, this.signal);
      if (!isNewest()) return;
      const found = buffers[0] ? decodeRows(buffers[0]) : [];
      this.pinnedRows.value = new Map(found.map((row) => [row.id, row]));
    } catch (error) {
      if (!this.signal.aborted && isNewest()) this.failure.value = messageOf(error);
    }
  }
}

export type { Metric };

const Context = createContext<WorkspaceState | null>(null);

export const WorkspaceProvider = Context.Provider;

export function useWorkspace(): WorkspaceState {
  const state = useContext(Context);
  if (!state) throw new Error("useWorkspace is called outside of a workspace");
  return state;
}
