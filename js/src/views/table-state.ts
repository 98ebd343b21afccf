import {
  batch,
  computed,
  effect,
  type ReadonlySignal,
  type Signal,
  signal,
  untracked,
} from "@preact/signals";
import { type ComponentChildren, type ComponentType, createContext } from "preact";
import { useContext } from "preact/hooks";
import type { WatchedChannel } from "../activity";
import { decodeRows } from "../arrow";
import { AskError } from "../channel";
import type { MenuItem } from "../controls/menu";
import { type HostModel, traitSignal } from "../model";
import { isReadable, isVisual } from "../panels/visual";
import { cycleSort, EMPTY_QUERY, orderKey, quoteName, rowsKey } from "../query-edit";
import { packIds, unpackIds } from "../row-ids";
import { PAGE_ROWS, type Row, RowPages } from "../rows";
import type {
  ColumnInfo,
  Failure,
  Group,
  Layout,
  Overlays,
  Query,
  Summary,
  TableInfo,
  TableTraits,
  Warning,
} from "../wire";
import type { OpenPicture, ViewContext } from "./context";
import type { Deriving } from "./derive-edit";
import type { HeadCellProps } from "./grid-head";
import { GridLayout } from "./grid-layout";
import { History } from "./history";
import { LiveBrush } from "./live-brush";
import type { MorePanel } from "./more-menu";
import { Picking } from "./picking";
import type { Part } from "./query-words";
import type { ScrollWindow } from "./scroll-window";

/** A cell of the grid; row -1 is the heads. */
export interface CellAt {
  row: number;
  column: number;
}

/** A part of the sentence under edit: its index, or null for a new one, and the text the editor starts with. */
export interface Editing {
  /** A clause unless given. */
  part?: Part;
  index: number | null;
  text: string;
}

/** Bins of a histogram in a head. */
export const HEAD_BINS = 16;

/** All that a table view shows, and the ways to change it. */
export class TableState implements ViewContext {
  readonly query: Signal<Query>;
  readonly overlays: Signal<Overlays>;
  readonly layout: Signal<Layout>;
  readonly selected: Signal<number[]>;
  readonly picking: Picking;
  readonly pageSize: Signal<number>;
  readonly heightPx: Signal<number>;
  readonly theme: Signal<TableTraits["theme"]>;
  readonly info = signal<TableInfo | null>(null);
  readonly viewer = signal<OpenPicture | null>(null);
  /** The rows that an open picture goes through, when they are those of one group. */
  readonly viewerRows = signal<RowPages | null>(null);
  readonly hoverClass = signal<string | null>(null);
  readonly rows: RowPages;
  /** What a row stands for, in words; rows that have names need no numbers. */
  noun = "row";
  /** What the menu of a column has beside what every table's has. */
  columnItems: ((column: ColumnInfo) => MenuItem[]) | undefined;
  /** Stands before a clause in its chip: what it is about. */
  clauseMark: ((text: string) => ComponentChildren) | undefined;
  /** Draws the heads of the grid, where they are not those that every table has. */
  Head: ComponentType<HeadCellProps> | undefined;
  /** Outlives the grid: a look at a picture or at groups loses neither place nor widths. */
  readonly grid: GridLayout;
  /** What scrolls now: the grid, or what is shown in its place. */
  sight: ScrollWindow;

  /** The query whose rows are on the screen: the last one that worked. */
  readonly shown = signal<Query>(EMPTY_QUERY);
  readonly failure = signal<Failure | null>(null);
  readonly warnings = signal<Warning[]>([]);
  readonly isLoading = signal(true);
  /** The rows at the top are there, and how many there are is being counted. */
  readonly isCounting = signal(false);
  readonly summaries = signal<Record<string, Summary>>({});
  readonly brush = new LiveBrush(this, HEAD_BINS);
  readonly focused = signal<CellAt>({ row: 0, column: 0 });
  /** Name of the saved view that was opened or saved last, or "". */
  readonly savedView: Signal<string>;
  /** What is open under the last button of the toolbar. */
  readonly more = signal<MorePanel | "menu" | null>(null);
  readonly editing = signal<Editing | null>(null);
  /** The derived column whose form is open: its name, or null for a new one. */
  readonly deriving = signal<Deriving | null>(null);
  /** The query that is shown while another one is awaited for longer than a moment. */
  readonly waiting: ReadonlySignal<Query | null>;
  readonly history: History;
  readonly columns: ReadonlySignal<ColumnInfo[]>;
  readonly selectedSet: ReadonlySignal<Set<number>>;

  #loading: AbortController | undefined;
  #asked: { order: string; columns: string } | undefined;
  #summaryKey = "";
  #summaryAsked = new Set<string>();
  #summaryAbort = new AbortController();

  constructor(
    model: HostModel,
    readonly channel: WatchedChannel,
    readonly signal: AbortSignal,
  ) {
    this.query = traitSignal<Query>(model, "query", signal);
    this.overlays = traitSignal<Overlays>(model, "overlays", signal);
    this.layout = traitSignal<Layout>(model, "view_layout", signal);
    this.history = new History(this);
    this.selected = traitSignal(model, "selected", signal, unpackIds, packIds);
    this.pageSize = traitSignal<number>(model, "page_size", signal);
    this.heightPx = traitSignal<number>(model, "height_px", signal);
    this.theme = traitSignal<TableTraits["theme"]>(model, "theme", signal);
    this.columns = computed(() => {
      const all = this.info.value?.columns ?? [];
      const wanted = this.query.value.columns;
      if (!wanted) return all;
      const byName = new Map(all.map((column) => [column.name, column]));
      return wanted.flatMap((name) => byName.get(name) ?? []);
    });
    this.waiting = computed(() => {
      const shown = this.shown.value;
      const isOld = this.isLoading.value && this.info.value !== null && channel.isSlow.value;
      return isOld && orderKey(this.query.value) !== orderKey(shown) ? shown : null;
    });
    this.selectedSet = computed(() => new Set(this.selected.value));
    this.rows = new RowPages(async (start, count, aborted) => {
      const { buffers } = await this.channel.ask("rows", { query: this.shown.peek(), start, count }, aborted);
      return this.readRows(buffers[0]);
    });
    this.savedView = traitSignal<string>(model, "saved_view", signal);
    this.grid = new GridLayout(this);
    this.sight = this.grid;
    this.picking = new Picking(this);
    const stops = [
      this.history.watch(),
      effect(() => {
        const query = this.query.value;
        untracked(() => void this.#load(query));
      }),
    ];
    signal.addEventListener("abort", () => {
      for (const stop of stops) stop();
      this.rows.stop();
    });
  }

  /** The rows of an answer; no bytes are no rows. */
  readRows(bytes: Uint8Array | undefined): Row[] {
    return bytes?.length ? decodeRows(bytes) : [];
  }

  /** A column as an expression has it. */
  expressionOf({ name }: ColumnInfo): string {
    return quoteName(name);
  }

  /** Whether the cells of a column are read on the whole of the view: in a table of its own. */
  isRead(column: ColumnInfo): boolean {
    return !this.Head && this.noun === "row" && isReadable(column);
  }

  /** Sort by a column: rising, then falling, then as the table has it. */
  cycleSort({ name }: ColumnInfo, add: boolean): void {
    this.edit((query) => cycleSort(query, name, add));
  }

  get isGrouped(): boolean {
    return this.shown.value.group_by.length > 0;
  }

  /** Whether rows are shown as pictures: where there are pictures. */
  get isGallery(): boolean {
    const hasPictures = this.info.value?.columns.some(isVisual) ?? false;
    return this.layout.value.mode === "gallery" && hasPictures && !this.isGrouped;
  }

  edit(change: (query: Query) => Query): void {
    this.query.value = change(this.query.peek());
  }

  /** The rows of one group, in the order of the view. */
  rowsOfGroup(key: Group["key"], matched: number): RowPages {
    const query = this.shown.peek();
    const rows = new RowPages(async (start, count, aborted) => {
      const { buffers } = await this.channel.ask("rows", { query, start, count, group: key }, aborted);
      return this.readRows(buffers[0]);
    });
    rows.reset(matched, []);
    this.signal.addEventListener("abort", () => rows.stop());
    return rows;
  }

  /** Go back to the query that is shown; what was awaited can be had again with redo. */
  drop(): void {
    const isShown = () => orderKey(this.query.peek()) === orderKey(this.shown.peek());
    for (let steps = this.history.past.peek().length; steps > 0 && !isShown(); steps--) this.history.undo();
    if (isShown()) return;
    const { filters, group_by, sort, limit, derive } = this.shown.peek();
    this.edit((query) => ({ ...query, filters, group_by, sort, limit, ...(derive ? { derive } : {}) }));
  }

  /** Ask once more for what could not be answered. */
  retry(): void {
    this.#asked = undefined;
    void this.#load(this.query.peek());
  }

  /** Fetch the head figures of columns that came into sight. */
  wantSummaries(columns: string[]): void {
    if (this.isLoading.peek() && !this.#asked) return;
    const query = this.shown.peek();
    const key = rowsKey(query);
    if (key !== this.#summaryKey) {
      this.#summaryKey = key;
      this.#summaryAsked.clear();
      this.#summaryAbort.abort();
      this.#summaryAbort = new AbortController();
    }
    const missing = columns.filter((name) => !this.#summaryAsked.has(name));
    if (missing.length === 0) return;
    for (const name of missing) this.#summaryAsked.add(name);
    const aborted = this.#summaryAbort.signal;
    this.channel.ask("summary", { query, columns: missing, bins: HEAD_BINS }, aborted).then(
      ({ result }) => {
        if (aborted.aborted) return;
        this.summaries.value = { ...this.summaries.peek(), ...result.columns };
        this.brush.clear();
      },
      () => {
        // Heads without figures say less but nothing wrong; they are asked for again with the next rows.
        for (const name of missing) this.#summaryAsked.delete(name);
      },
    );
  }

  /** Ask how many rows match, once the first ones are there. */
  async #count(query: Query, aborted: AbortSignal): Promise<void> {
    try {
      const { result } = await this.channel.ask("count", { query }, aborted);
      if (!aborted.aborted) this.rows.resize(result.matched);
    } catch {
      // The rows at the top are there; another query, or the same one again, counts them anew.
    } finally {
      if (!aborted.aborted) this.isCounting.value = false;
    }
  }

  /** Whether the rows of a query are still on the screen, because what came between had no answer yet. */
  #isHere(query: Query): boolean {
    const shown = this.shown.peek();
    return (
      this.isLoading.peek() &&
      this.info.peek() !== null &&
      this.failure.peek() === null &&
      orderKey(query) === orderKey(shown) &&
      JSON.stringify(query.columns) === JSON.stringify(shown.columns)
    );
  }

  async #load(query: Query): Promise<void> {
    const order = orderKey(query);
    const columns = JSON.stringify(query.columns);
    const isSameOrder = this.#asked?.order === order;
    if (isSameOrder && this.#asked?.columns === columns) return;
    this.#asked = { order, columns };
    this.#loading?.abort();
    const abort = new AbortController();
    this.#loading = abort;
    if (this.#isHere(query)) {
      this.isLoading.value = false;
      if (this.isCounting.peek()) void this.#count(query, abort.signal);
      return;
    }
    this.isLoading.value = true;
    try {
      const { result, buffers } = await this.channel.ask("open", { query, count: PAGE_ROWS }, abort.signal);
      if (abort.signal.aborted) return;
      batch(() => {
        const isFirst = this.info.peek() === null;
        if (JSON.stringify(this.info.peek()) !== JSON.stringify(result.info)) this.info.value = result.info;
        this.failure.value = result.error;
        this.warnings.value = result.warnings;
        if (result.error && !isFirst) return;
        // A query that cannot be read leaves the rows as the table has them.
        this.shown.value = result.error ? { ...EMPTY_QUERY, columns: query.columns } : query;
        const first = this.readRows(buffers[0]);
        this.rows.reset(result.matched ?? first.length, first, isSameOrder);
        this.isCounting.value = result.matched === null;
      });
      if (result.matched === null) void this.#count(query, abort.signal);
    } catch (error) {
      if (abort.signal.aborted || this.signal.aborted) return;
      this.failure.value = error instanceof AskError ? error.failure : unexpected(error);
    } finally {
      if (this.#loading === abort) this.isLoading.value = false;
    }
  }
}

function unexpected(error: unknown): Failure {
  const message = `The view could not read the answer from Python: ${String(error)}. Run the cell again.`;
  return { kind: "browser", message, start: 0, end: 0, hint: null, replacement: null, clause: null };
}

const Context = createContext<TableState | null>(null);

export const TableStateProvider = Context.Provider;

export function useTable(): TableState {
  const state = useContext(Context);
  if (!state) throw new Error("useTable is called outside of a table view");
  return state;
}
