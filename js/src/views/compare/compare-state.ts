import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { AskError } from "../../channel";
import { type HostModel, traitSignal } from "../../model";
import type { Row } from "../../rows";
import type { ColumnInfo, Failure, TableInfo } from "../../wire";
import { LiveRows } from "../live-rows";
import { TableState } from "../table-state";
import type { Better } from "./difference";
import { LaneHeads } from "./lane-heads";
import { cycleLaneSort, laneExpression } from "./lane-sort";
import { MergedChannel } from "./merged-channel";
import { comparisonOf, isLaneColumn, MergedRow } from "./merged-columns";
import { MergedModel } from "./merged-model";
import { QuickCounts } from "./quick-counts";
import type { Arrangement, ComparedGroups, Comparison, ComparisonInfo, Tab } from "./wire";

/** The trait `compare_layout`: how compared rows are laid out. */
export interface CompareLayout {
  pictures: "beside" | "swipe" | "differences";
}

/** All that a view of compared tables shows, and the ways to change it. Its columns are columns of lanes. */
export class CompareState extends TableState {
  readonly comparison: Signal<Comparison>;
  readonly tab: Signal<Tab>;
  readonly compareLayout: Signal<CompareLayout>;
  readonly comparedGroups: Signal<ComparedGroups>;
  /** What Python tells of the comparison; null until it has. */
  readonly about: ReadonlySignal<ComparisonInfo | null>;
  /** The table with a column per table and name, as pictures and questions have them. */
  readonly flat: ReadonlySignal<TableInfo | null>;
  /** Stops the change of the comparison that is under way; null where none is. */
  readonly arranging = signal<AbortController | null>(null);
  readonly heads: LaneHeads;
  readonly quick: QuickCounts;
  readonly #merged: MergedModel;

  private constructor(
    readonly host: HostModel,
    merged: MergedModel,
    channel: MergedChannel,
    signal: AbortSignal,
  ) {
    super(merged, channel, signal);
    this.#merged = merged;
    this.flat = channel.flat;
    this.about = computed(() => comparisonOf(this.info.value));
    this.comparison = traitSignal<Comparison>(host, "comparison", signal);
    this.tab = traitSignal<Tab>(host, "tab", signal);
    this.compareLayout = traitSignal<CompareLayout>(host, "compare_layout", signal);
    this.comparedGroups = traitSignal<ComparedGroups>(host, "compared_groups", signal);
    this.heads = new LaneHeads(this);
    this.quick = new QuickCounts(this);
    new LiveRows(this);
  }

  static open(model: HostModel, signal: AbortSignal): CompareState {
    const merged = new MergedModel(model);
    return new CompareState(model, merged, new MergedChannel(merged, signal), signal);
  }

  /** Whether there is more than one table, and they stand beside each other. */
  get hasLanes(): boolean {
    return (this.about.value?.sides.length ?? 0) > 1 && this.about.value?.how !== "concat";
  }

  override readRows(bytes: Uint8Array | undefined): Row[] {
    const { merge } = this.#merged;
    return super.readRows(bytes).map((row) => new MergedRow(row, merge));
  }

  override wantSummaries(columns: string[]): void {
    if (this.isLoading.peek()) return;
    const { lanes } = this.#merged.merge;
    const ofLanes = columns.filter((name) => lanes.has(name));
    if (ofLanes.length > 0) this.heads.want(ofLanes);
    if (ofLanes.length < columns.length) super.wantSummaries(columns.filter((name) => !lanes.has(name)));
  }

  /** Which way a column's numbers are better. */
  better(column: string): Better {
    return this.comparison.value.better[column] ?? null;
  }

  /** Of a column of lanes, what the last table has: the newer one, mostly. */
  override expressionOf(column: ColumnInfo): string {
    if (!isLaneColumn(column)) return super.expressionOf(column);
    const side = column.lanes.findLastIndex((lane) => lane !== null);
    return laneExpression(column, side);
  }

  override cycleSort(column: ColumnInfo, add: boolean): void {
    if (isLaneColumn(column)) cycleLaneSort(this, column, add);
    else super.cycleSort(column, add);
  }

  /** Bring the tables together in another way. What cannot be done is said, and leaves them as they were. */
  async arrange(change: Arrangement): Promise<boolean> {
    const failure = await this.tryArrange(change);
    if (failure) this.failure.value = { ...failure, clause: null };
    return failure === null;
  }

  /** The same, for who says by themselves why it cannot be done. */
  async tryArrange({ add, remove, labels, ...comparison }: Arrangement): Promise<Failure | null> {
    const tables = { ...(add && { add }), ...(remove && { remove }), ...(labels && { labels }) };
    const abort = new AbortController();
    this.arranging.peek()?.abort();
    this.arranging.value = abort;
    try {
      await this.channel.ask("arrange", { comparison, ...tables }, abort.signal);
      this.retry();
      return null;
    } catch (error) {
      if (error instanceof AskError) return error.failure;
      if (this.signal.aborted || abort.signal.aborted) return null;
      throw error;
    } finally {
      if (this.arranging.peek() === abort) this.arranging.value = null;
    }
  }
}

const Context = createContext<CompareState | null>(null);

export const CompareProvider = Context.Provider;

export function useCompare(): CompareState {
  const state = useContext(Context);
  if (!state) throw new Error("useCompare is called outside of a comparison");
  return state;
}
