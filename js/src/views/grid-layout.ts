import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { formatCount } from "../format";
import { type Panel, panelFor } from "../panels/registry";
import { textWidth } from "../text-width";
import type { ColumnInfo } from "../wire";
import {
  clampTop,
  type Extent,
  isScaled,
  revealTop,
  rowsInSight,
  scrollTopOf,
  topOf,
  wheelPx,
} from "./grid-scroll";
import type { TableState } from "./table-state";

export const HEAD_PX = 76;
const ROW_PX = 28;
const ROW_IMAGE_PX = 96;
const SAMPLE_ROWS = 24;
const NARROWEST_PX = 48;
/** Rows are placed from a base that moves in steps, so that scrolling by one row leaves the others untouched. */
const BASE_ROWS = 512;

const ID_LIKE = /^(id|key|name|title|file|filename|path|index|.*[_\s-](id|key|name|path))$/i;

export interface LaidColumn {
  column: ColumnInfo;
  panel: Panel;
  width: number;
  /** Place among the shown columns. */
  index: number;
}

/** Where everything in the grid stands: sizes, scroll position, what is in sight. */
export class GridLayout {
  /** First visible px of the rows: exact, even where the scrollbar is not. */
  readonly top = signal(0);
  readonly left = signal(0);
  readonly width = signal(0);
  /** Of the part that shows rows, without the heads. */
  readonly height = signal(0);
  readonly #byHand = signal<Record<string, number>>({});
  readonly #auto = new Map<string, number>();
  readonly rowHeight: ReadonlySignal<number>;
  readonly gutter: ReadonlySignal<number>;
  readonly laid: ReadonlySignal<LaidColumn[]>;
  readonly pinned: ReadonlySignal<number>;
  readonly totalWidth: ReadonlySignal<number>;
  readonly extent: ReadonlySignal<Extent>;
  readonly inSight: ReadonlySignal<{ first: number; last: number }>;
  readonly base: ReadonlySignal<number>;
  readonly shift: ReadonlySignal<string>;
  #scroller: HTMLElement | null = null;
  #setScrollTop = -1;

  constructor(readonly state: TableState) {
    const { rows } = state;
    this.rowHeight = computed(() =>
      state.columns.value.some(({ kind }) => kind === "image") ? ROW_IMAGE_PX : ROW_PX,
    );
    this.gutter = computed(() => Math.max(40, 14 + 7 * formatCount(rows.matched.value).length));
    this.laid = computed(() =>
      state.columns.value.map((column, index) => {
        const panel = panelFor(column, state.query.value.panels[column.name]);
        return {
          column,
          panel,
          index,
          width: this.#byHand.value[column.name] ?? this.#autoWidth(column, panel),
        };
      }),
    );
    this.pinned = computed(() => {
      const [first] = this.laid.value;
      const isId =
        first && (first.column.kind === "text" || (first.column.integer && ID_LIKE.test(first.column.name)));
      return isId && first.width < this.width.value * 0.4 ? 1 : 0;
    });
    this.totalWidth = computed(
      () => this.gutter.value + this.laid.value.reduce((sum, { width }) => sum + width, 0),
    );
    this.extent = computed(() => ({
      total: rows.matched.value * this.rowHeight.value,
      view: this.height.value,
    }));
    const sight = computed(() => {
      const { first, last } = rowsInSight(
        this.top.value,
        this.rowHeight.value,
        rows.matched.value,
        Math.max(this.height.value, 1),
      );
      return `${first} ${last}`;
    });
    this.inSight = computed(() => {
      const [first = 0, last = 0] = sight.value.split(" ").map(Number);
      return { first, last };
    });
    this.base = computed(() => Math.floor(this.inSight.value.first / BASE_ROWS) * BASE_ROWS);
    this.shift = computed(
      () => `transform:translateY(${this.base.value * this.rowHeight.value - this.top.value}px)`,
    );
  }

  /** Follow the size and the scrollbars of the element that scrolls. */
  attach(scroller: HTMLElement): () => void {
    this.#scroller = scroller;
    const measure = () => {
      this.width.value = scroller.clientWidth;
      this.height.value = Math.max(0, scroller.clientHeight - HEAD_PX);
      this.setTop(this.top.peek());
    };
    const left = this.left.peek();
    measure();
    scroller.scrollLeft = left;
    const observer = new ResizeObserver(measure);
    observer.observe(scroller);
    const stop = new AbortController();
    const onScroll = () => {
      this.left.value = scroller.scrollLeft;
      if (Math.abs(scroller.scrollTop - this.#setScrollTop) < 1) return;
      this.#setScrollTop = -1;
      this.top.value = topOf(scroller.scrollTop, this.extent.peek());
    };
    scroller.addEventListener("scroll", onScroll, { passive: true, signal: stop.signal });
    scroller.addEventListener("wheel", (event) => this.#onWheel(event), {
      passive: false,
      signal: stop.signal,
    });
    return () => {
      observer.disconnect();
      stop.abort();
    };
  }

  setTop(top: number): void {
    this.top.value = clampTop(top, this.extent.peek());
    const scroller = this.#scroller;
    if (!scroller) return;
    scroller.scrollTop = scrollTopOf(this.top.peek(), this.extent.peek());
    this.#setScrollTop = scroller.scrollTop;
  }

  reveal(row: number, column: number): void {
    if (row >= 0) this.setTop(revealTop(this.top.peek(), row, this.rowHeight.peek(), this.extent.peek()));
    const scroller = this.#scroller;
    if (!scroller || column < this.pinned.peek()) return;
    const laid = this.laid.peek();
    const fixed =
      this.gutter.peek() + laid.slice(0, this.pinned.peek()).reduce((sum, { width }) => sum + width, 0);
    const left = this.gutter.peek() + laid.slice(0, column).reduce((sum, { width }) => sum + width, 0);
    const right = left + (laid[column]?.width ?? 0);
    if (left - scroller.scrollLeft < fixed) scroller.scrollLeft = left - fixed;
    else if (right - scroller.scrollLeft > scroller.clientWidth)
      scroller.scrollLeft = right - scroller.clientWidth;
  }

  resize(column: string, width: number): void {
    this.#byHand.value = { ...this.#byHand.peek(), [column]: Math.max(NARROWEST_PX, Math.round(width)) };
  }

  /** Open the menu of a column as a click on its arrow does. */
  openMenu(column: number): void {
    this.#scroller?.querySelector<HTMLElement>(`[data-column-menu="${column}"]`)?.click();
  }

  /** Rows that fit on one screen. */
  get screenRows(): number {
    return Math.max(1, Math.floor(this.height.peek() / this.rowHeight.peek()));
  }

  /** A scaled scrollbar would jump thousands of rows at a notch of the wheel. */
  #onWheel(event: WheelEvent): void {
    const { total, view } = this.extent.peek();
    if (!isScaled(total) || event.ctrlKey || event.deltaY === 0 || event.shiftKey) return;
    const before = this.top.peek();
    this.setTop(before + wheelPx(event, this.rowHeight.peek(), view));
    if (this.top.peek() !== before) event.preventDefault();
  }

  /** From the name and the first rows, decided once: a filter must not move the columns. */
  #autoWidth(column: ColumnInfo, panel: Panel): number {
    const key = `${panel.name} ${column.name}`;
    const known = this.#auto.get(key);
    if (known !== undefined) return known;
    const values: unknown[] = [];
    for (let at = 0; at < Math.min(SAMPLE_ROWS, this.state.rows.matched.value); at++) {
      const row = this.state.rows.get(at);
      if (row?.has(column.name)) values.push(row.cell(column.name));
    }
    const forName = Math.min(240, textWidth(column.name, true) + 56);
    const width = Math.round(Math.max(forName, panel.width(column, values)));
    if (values.length > 0) this.#auto.set(key, width);
    return width;
  }
}
