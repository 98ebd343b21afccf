import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import { formatCount } from "../format";
import { type Panel, panelFor } from "../panels/registry";
import { isVisual } from "../panels/visual";
import { textWidth } from "../text-width";
import type { ColumnInfo, Layout } from "../wire";
import { ScrollWindow } from "./scroll-window";
import type { TableState } from "./table-state";

export const HEAD_PX = 76;
const ROW_PX = 28;
const ROW_IMAGE_PX = 96;
const LOWEST_ROW_PX = 24;
const HIGHEST_ROW_PX = 512;
const SAMPLE_ROWS = 24;
const NARROWEST_PX = 48;
/** Columns that stay take at most this share of the view, so that there is room for the others to pass. */
const PINNED_SHARE = 0.6;
const ID_SHARE = 0.4;
/** A line of text over the picture or the text of a stacked cell. */
const STACKED_PX = 20;

/** The box that ticks a row, in its first cell where there is no number of the row. */
const TICK_PX = 16;

const ID_LIKE = /^(id|key|name|title|file|filename|path|index|.*[_\s-](id|key|name|path))$/i;

export interface LaidColumn {
  column: ColumnInfo;
  panel: Panel;
  width: number;
  /** Place among the shown columns, those pinned first. */
  index: number;
  /** Columns whose values stand over this one's in the same cell, where room is short. */
  over: { column: ColumnInfo; panel: Panel }[];
}

/** Where everything in the grid stands: sizes, scroll position, what is in sight. */
export class GridLayout extends ScrollWindow {
  /** A column under the hand: its width before that is let go. */
  readonly #resizing = signal<{ column: string; width: number } | null>(null);
  /** A column that is being moved, and the place it would have. */
  readonly moving = signal<{ column: string; to: number } | null>(null);
  readonly #auto = new Map<string, number>();
  #laid: LaidColumn[] = [];
  readonly lines: ReadonlySignal<number>;
  readonly rowHeight: ReadonlySignal<number>;
  readonly gutter: ReadonlySignal<number>;
  readonly laid: ReadonlySignal<LaidColumn[]>;
  /** Names of the columns that are to stay at the left. */
  readonly pinnedNames: ReadonlySignal<string[]>;
  /** How many of them do; the others scroll, for there is no room. */
  readonly pinned: ReadonlySignal<number>;
  readonly totalWidth: ReadonlySignal<number>;
  /** Height that rows have without what is stacked. */
  readonly #plainHeight: ReadonlySignal<number>;

  constructor(readonly state: TableState) {
    super(HEAD_PX);
    this.lines = state.rows.matched;
    this.#plainHeight = computed(() => {
      const chosen = state.layout.value.row_height;
      if (chosen === null) {
        const { panels } = state.query.value;
        const heights = state.columns.value.map((column) => {
          const { height = ROW_PX, heightOf } = panelFor(column, panels[column.name]);
          return heightOf?.(column) ?? (column.kind === "image" ? ROW_IMAGE_PX : height);
        });
        return Math.max(ROW_PX, ...heights);
      }
      return Math.max(LOWEST_ROW_PX, Math.min(chosen, HIGHEST_ROW_PX));
    });
    this.rowHeight = computed(() => {
      const [first] = this.laid.value;
      const stacked = first?.over.length ?? 0;
      if (stacked === 0) return this.#plainHeight.value;
      return this.#plainHeight.value + stacked * STACKED_PX + (first?.panel.align === "picture" ? 8 : 0);
    });
    this.gutter = computed(() =>
      this.isNarrow.value || state.noun !== "row"
        ? 0
        : Math.max(40, 14 + 7 * formatCount(this.lines.value).length),
    );
    this.pinnedNames = computed(() => {
      const columns = state.columns.value;
      const chosen = state.layout.value.pinned;
      if (chosen) return chosen.filter((name) => columns.some((column) => column.name === name));
      const [first] = columns;
      const isId = first && (first.kind === "text" || (first.integer && ID_LIKE.test(first.name)));
      if (!isId) return [];
      if (this.isNarrow.value) {
        // Beside an id there is no room for anything else to stay, but under it.
        const picture = columns.find(isVisual);
        return picture ? [first.name, picture.name] : [first.name];
      }
      return this.#lay(first).width < this.width.value * ID_SHARE ? [first.name] : [];
    });
    this.laid = computed(() => this.#layAll());
    this.pinned = computed(() => {
      const names = this.pinnedNames.value;
      let right = this.gutter.value;
      let count = 0;
      for (const { column, width } of this.laid.value) {
        right += width;
        if (!names.includes(column.name) || right > this.width.value * PINNED_SHARE) break;
        count += 1;
      }
      return count;
    });
    this.totalWidth = computed(
      () => this.gutter.value + this.laid.value.reduce((sum, { width }) => sum + width, 0),
    );
  }

  /** Place of the first column among all of a row, for screen readers: the row's number is one of them. */
  get firstColumn(): number {
    return this.gutter.value > 0 ? 2 : 1;
  }

  /** Height of a row without what is stacked in it. */
  get plainHeight(): number {
    return this.#plainHeight.value;
  }

  /** Left edge of a column, in px from that of the first one's gutter. */
  leftOf(index: number): number {
    return this.laid.value.slice(0, index).reduce((sum, { width }) => sum + width, this.gutter.value);
  }

  reveal(row: number, column: number): void {
    this.revealLine(row);
    const { scroller } = this;
    const pinned = this.pinned.peek();
    if (!scroller || column < pinned) return;
    const fixed = this.leftOf(pinned);
    const left = this.leftOf(column);
    const right = left + (this.laid.peek()[column]?.width ?? 0);
    if (left - scroller.scrollLeft < fixed) scroller.scrollLeft = left - fixed;
    else if (right - scroller.scrollLeft > scroller.clientWidth)
      scroller.scrollLeft = right - scroller.clientWidth;
  }

  change(part: Partial<Layout>): void {
    this.state.layout.value = { ...this.state.layout.peek(), ...part };
  }

  /** Set a column's width; the view keeps it once the hand lets go (`isFinal`). */
  resize(column: string, width: number, isFinal = true): void {
    const px = Math.max(NARROWEST_PX, Math.round(width));
    batch(() => {
      this.#resizing.value = isFinal ? null : { column, width: px };
      if (isFinal) this.change({ widths: { ...this.state.layout.peek().widths, [column]: px } });
    });
  }

  isPinned(column: string): boolean {
    return this.pinnedNames.value.includes(column);
  }

  /** Change the order of columns, and leave the focus on the one that it is on. */
  keepFocus(change: () => void): void {
    const { focused } = this.state;
    const name = this.laid.peek()[focused.peek().column]?.column.name;
    change();
    const column = this.laid.peek().findIndex((laid) => laid.column.name === name);
    if (column >= 0 && column !== focused.peek().column) focused.value = { ...focused.peek(), column };
  }

  /** Keep a column at the left, after those that are there already, or let it go. */
  pin(column: string, isPinned: boolean): void {
    const others = this.pinnedNames.peek().filter((name) => name !== column);
    this.keepFocus(() => this.change({ pinned: isPinned ? [...others, column] : others }));
  }

  /** Open the menu of a column as a click on its arrow does. */
  openMenu(column: number): void {
    this.scroller?.querySelector<HTMLElement>(`[data-column-menu="${column}"]`)?.click();
  }

  #layAll(): LaidColumn[] {
    const names = this.pinnedNames.value;
    const columns = this.state.columns.value;
    const pinned = names.flatMap((name) => columns.find((column) => column.name === name) ?? []);
    const laid = columns.filter(({ name }) => !names.includes(name)).map((column) => this.#lay(column));
    if (this.isNarrow.value && pinned.length > 1) {
      const all = pinned.map((column) => this.#lay(column));
      const main = all.findLast(({ panel }) => panel.align === "picture") ?? (all.at(-1) as LaidColumn);
      const over = all.filter((other) => other !== main);
      const widest = Math.max(main.width, ...over.map(({ width }) => width + TICK_PX));
      const width = Math.max(main.width, Math.min(widest, this.width.value * ID_SHARE));
      laid.unshift({ ...main, over, width: Math.round(width) });
    } else {
      laid.unshift(...pinned.map((column) => this.#lay(column)));
      if (this.isNarrow.value && laid[0]) laid[0] = { ...laid[0], width: laid[0].width + TICK_PX + 8 };
    }
    // Those that are as they were stay the same objects, so that their cells are not drawn again.
    this.#laid = laid.map((column, index) => same(this.#laid[index], { ...column, index }));
    return this.#laid;
  }

  #lay(column: ColumnInfo): LaidColumn {
    const panel = panelFor(column, this.state.query.value.panels[column.name]);
    const resizing = this.#resizing.value;
    const byHand =
      resizing?.column === column.name ? resizing.width : this.state.layout.value.widths[column.name];
    const width = byHand === undefined ? this.#autoWidth(column, panel) : Math.max(NARROWEST_PX, byHand);
    return { column, panel, width, index: 0, over: [] };
  }

  /** From the name and the first rows, decided once: a filter must not move the columns. */
  #autoWidth(column: ColumnInfo, panel: Panel): number {
    const forName = Math.min(240, textWidth(column.name, true) + HEAD_SPARE_PX);
    if (panel.align === "picture" && !column.many) {
      // A picture of 4:3 fills its cell.
      const height = this.#plainHeight.value - 9;
      return Math.max(forName, panel.width(column, []), Math.round((height * 4) / 3) + 8);
    }
    if (panel.align === "panel") return Math.max(forName, panel.width(column, []));
    // The ends of a column of numbers are as wide as it gets: a number that is cut reads as another one.
    const summary = this.state.summaries.value[column.name];
    const ends = summary?.kind === "number" ? [summary.min, summary.max].filter((end) => end !== null) : [];
    const key = `${panel.name} ${column.name} ${ends.length}`;
    const known = this.#auto.get(key);
    if (known !== undefined) return known;
    this.lines.value;
    const values = this.values(column.name, 0, SAMPLE_ROWS);
    const width = Math.round(Math.max(forName, panel.width(column, [...values, ...ends])));
    if (values.length > 0) this.#auto.set(key, width);
    return width;
  }

  /** The cells of a column that are here, of some rows. */
  values(column: string, first: number, last: number): unknown[] {
    const { rows } = this.state;
    return Array.from({ length: Math.max(0, Math.min(last, this.lines.value) - first) }, (_, at) =>
      rows.get(first + at),
    ).flatMap((row) => (row?.has(column) ? [row.cell(column)] : []));
  }
}

function same(before: LaidColumn | undefined, now: LaidColumn): LaidColumn {
  const isSame =
    before?.column === now.column &&
    before.panel === now.panel &&
    before.width === now.width &&
    before.over.length === 0 &&
    now.over.length === 0;
  return isSame ? before : now;
}

/** Beside its name a head has a glyph, the arrow of a sort, and its padding. */
export const HEAD_SPARE_PX = 56;
