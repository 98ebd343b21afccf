import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { formatCount } from "../../../format";
import { traitSignal } from "../../../model";
import { isVisual } from "../../../panels/visual";
import { addClause, groupBy, quoteName, removeClause, rowsKey } from "../../../query-edit";
import { textWidth } from "../../../text-width";
import type { ColumnInfo } from "../../../wire";
import { ScrollWindow } from "../../scroll-window";
import type { CompareState } from "../compare-state";
import { sideNames } from "../lane";
import type { ComparedGroup, ComparedGroups } from "../wire";
import { cardHeight, describedColumns, type GroupColumn, groupHeight, layColumns } from "./group-columns";
import { GroupPages, PAGE_GROUPS } from "./group-pages";

/** Bins of the histograms. */
export const BINS = 20;
/** Pictures of a group that are asked for. */
export const PICTURES = 8;
/** The icon before what tables are grouped by, in its head. */
const ICON_PX = 20;
/** Keys are bolder than what is measured. */
const BOLD = 1.04;
/** Width of the names in a card, in px. */
const NAME_PX = 84;
/** Space on both sides of what is in a cell, in px. */
const PADDING_PX = 12;
/** Height of the heads, in px. */
const HEAD_PX = 48;

/** A part of a chart under the pointer or the keys: bins of a histogram, or a part of a lane. */
export interface Pointed {
  row: number;
  column: number;
  /** Of what is shared by all tables, null. */
  side: number | null;
  first: number;
  last: number;
  /** Whether the keys are inside of the cell. */
  byKeys: boolean;
}

/** All that the tab of groups shows. Outlives it, so that a look at the rows loses nothing. */
export class GroupsView extends ScrollWindow {
  readonly pages = new GroupPages();
  readonly trait: Signal<ComparedGroups>;
  readonly focused = signal({ row: 0, column: 0 });
  readonly pointed = signal<Pointed | null>(null);
  /** The head whose menu is open. */
  readonly openHead = signal<number | null>(null);
  /** Whether the view is so narrow that a group is a card. */
  readonly isCards = signal(false);
  readonly lines: ReadonlySignal<number> = computed(() => this.pages.facts.value?.total ?? 0);
  readonly tables: ReadonlySignal<number> = computed(() => this.state.about.value?.sides.length ?? 2);
  /** Short names of the tables. */
  readonly names: ReadonlySignal<string[]> = computed(() => sideNames(this.state.about.value?.sides ?? []));
  /** Letters of the largest number of rows in a group. */
  readonly digits = computed(() => formatCount(this.pages.facts.value?.largest ?? 0).length);
  /** Room for the keys of the first groups, in px. */
  readonly #keyPx = computed(() => {
    const labels = Array.from({ length: PAGE_GROUPS }, (_, row) => this.pages.get(row)?.label ?? "");
    const widest = Math.max(...labels.map((label) => textWidth(label, true)));
    return BOLD * Math.max(widest, textWidth(this.trait.value.by, true) + ICON_PX) + 2 * PADDING_PX + 2;
  });
  readonly laid: ReadonlySignal<GroupColumn[]>;
  readonly rowHeight: ReadonlySignal<number> = computed(() =>
    this.isCards.value ? cardHeight(this.laid.value, this.tables.value) : groupHeight(this.tables.value),
  );
  /** Names of the columns that Python is to describe. */
  readonly #described: ReadonlySignal<string>;

  constructor(readonly state: CompareState) {
    super(HEAD_PX);
    this.trait = traitSignal<ComparedGroups>(state.host, "compared_groups", state.signal);
    this.laid = computed(() => {
      const { by, panels } = this.trait.value;
      const [columns, keys] = [state.columns.value, this.#keys()];
      const tables = this.tables.value;
      const options = { columns, by, keys, panels, tables, digits: this.digits.value };
      return layColumns({ ...options, keyPx: this.#keyPx.value, room: this.width.value });
    });
    this.#described = computed(() => {
      const { by } = this.trait.value;
      const shown = describedColumns({ columns: state.columns.value, by, keys: this.#keys() });
      return JSON.stringify(shown.map(({ name }) => name));
    });
    state.signal.addEventListener("abort", () => this.pages.stop());
  }

  /** Ask for the groups of what is shown, now and after each change, until the function that is returned is called. */
  follow(): () => void {
    let order = "";
    const stop = effect(() => {
      const { by, sort } = this.trait.value;
      const columns = JSON.parse(this.#described.value) as string[];
      const query = this.state.shown.value;
      const about = this.state.about.value;
      const edition = this.state.info.value?.edition;
      const version = this.state.rows.version.value;
      if (by === "" || !about || !this.state.info.value) return;
      const next = JSON.stringify([rowsKey(query), by, sort, about.how, about.keys]);
      const asked = JSON.stringify([next, columns, edition, version, about.sides]);
      if (this.#asked === asked) return;
      this.#asked = asked;
      // Other rows, or another order: what was in sight is somewhere else.
      if (order !== "" && order !== next) batch(() => this.#toTop());
      order = next;
      this.pages.reset(async (start, count, aborted) => {
        const params = { query, by, start, count, sort, columns, bins: BINS, gallery: PICTURES };
        return (await this.state.channel.ask("compare_groups", params, aborted)).result;
      });
    });
    return stop;
  }

  #asked = "";

  #toTop(): void {
    this.setTop(0);
    const { row, column } = this.focused.peek();
    this.focused.value = { row: Math.min(0, row), column };
    this.pointed.value = null;
  }

  #keys(): string[] {
    const { keys = [], how } = this.state.about.value ?? {};
    return how === "concat" || how === "position" ? [] : keys.map(({ name }) => name);
  }

  /** What tables could be grouped by, the likeliest first. */
  get offers(): ColumnInfo[] {
    const { prediction, truth } = this.state.comparison.value;
    const likely = [prediction, truth];
    const rank = ({ name, kind }: ColumnInfo) => {
      const at = likely.indexOf(name);
      return at >= 0 ? at : kind === "text" || kind === "boolean" ? 2 : 3;
    };
    return describedColumns({ columns: this.state.columns.value, by: "", keys: this.#keys() })
      .filter((column) => !isVisual(column))
      .sort((a, b) => rank(a) - rank(b));
  }

  /** Group by the likeliest column, where nothing was chosen yet and there is one. */
  begin(): void {
    const [first] = this.offers;
    const { prediction, truth } = this.state.comparison.peek();
    if (this.trait.peek().by !== "" || !first || this.tables.peek() < 2) return;
    if (first.name === prediction || first.name === truth || first.kind === "boolean")
      this.groupBy(first.name);
  }

  /** Room inside of a cell of a column, in px. */
  roomIn({ width }: GroupColumn): number {
    const room = this.isCards.value ? this.width.value - NAME_PX : width;
    return Math.max(40, room - 2 * PADDING_PX);
  }

  /** What Enter on a head does: sort by it, or the other way round; columns without an order open their menu. */
  pickHead(at: number): boolean {
    const column = this.laid.peek()[at];
    if (!column) return false;
    const { sort } = this.trait.peek();
    if (column.part === "key") this.change({ sort: sort === "key" ? "-key" : "key" });
    else if (column.part === "rows") this.change({ sort: sort === "change" ? "rows" : "change" });
    else this.openHead.value = at;
    return true;
  }

  /** Which way the groups are sorted by a column; null where they are not. */
  orderOf({ part }: GroupColumn): "ascending" | "descending" | null {
    const { sort } = this.trait.value;
    if (part === "key") return sort === "key" ? "ascending" : sort === "-key" ? "descending" : null;
    if (part !== "rows") return null;
    return sort === "-rows" ? "ascending" : sort === "rows" || sort === "change" ? "descending" : null;
  }

  /** Scroll as little as brings a column into sight, beside the key that stays. */
  revealColumn(at: number): void {
    const { scroller } = this;
    const laid = this.laid.peek();
    if (!scroller || this.isCards.peek() || at < 1) return;
    const left = laid.slice(0, at).reduce((sum, { width }) => sum + width, 0);
    const key = laid[0]?.width ?? 0;
    if (left < scroller.scrollLeft + key) scroller.scrollLeft = left - key;
    const right = left + (laid[at]?.width ?? 0);
    if (right > scroller.scrollLeft + scroller.clientWidth)
      scroller.scrollLeft = right - scroller.clientWidth;
  }

  /** Group every table by a column. A single table is grouped as any table is. */
  groupBy(name: string): void {
    if (this.tables.peek() > 1) this.change({ by: quoteName(name) });
    else this.state.edit((query) => groupBy(query, quoteName(name)));
  }

  change(part: Partial<ComparedGroups>): void {
    this.trait.value = { ...this.trait.peek(), ...part };
  }

  /** Add a clause, or take it away where it is on already. */
  toggle(clause: string): void {
    this.pointed.value = null;
    this.state.edit((query) => {
      const at = query.filters.findIndex(({ text, on, negated }) => on && !negated && text === clause);
      return at >= 0 ? removeClause(query, at) : addClause(query, clause);
    });
  }

  /** The rows of a group, in any table or in one, on the tab of rows. */
  openRows({ clause, clauses }: ComparedGroup, side: number | null = null): void {
    const text = side === null ? clause : clauses[side];
    if (!text) return;
    batch(() => {
      this.state.edit((query) => addClause(query, text));
      this.state.tab.value = "rows";
    });
  }
}

const views = new WeakMap<CompareState, GroupsView>();

export function groupsView(state: CompareState): GroupsView {
  let view = views.get(state);
  if (!view) {
    view = new GroupsView(state);
    views.set(state, view);
  }
  return view;
}
