import { computed, type ReadonlySignal, signal } from "@preact/signals";
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

/** Lines are placed from a base that moves in steps, so that scrolling by one line leaves the others untouched. */
const BASE_LINES = 512;
/** Where a scrollbar lies over what scrolls, it is about as wide. */
const BAR_PX = 12;
const THUMB_PX = 24;

/** Many lines of one height, of which those in sight are drawn: rows of a grid, or rows of pictures. */
export abstract class ScrollWindow {
  /** First visible px of the lines: exact, even where the scrollbar is not. */
  readonly top = signal(0);
  readonly left = signal(0);
  readonly width = signal(0);
  /** Of the part that shows lines, without the heads. */
  readonly height = signal(0);
  /** Whether the view has the width of a sidebar. */
  readonly isNarrow = signal(false);
  /** Middle of the scrollbar's thumb under the heads, in px, while it is held. */
  readonly thumb = signal<number | null>(null);
  abstract readonly lines: ReadonlySignal<number>;
  abstract readonly rowHeight: ReadonlySignal<number>;
  readonly extent: ReadonlySignal<Extent> = computed(() => ({
    total: this.lines.value * this.rowHeight.value,
    view: this.height.value,
  }));
  readonly #sight = computed(() => {
    const { view } = this.extent.value;
    const { first, last } = rowsInSight(
      this.top.value,
      this.rowHeight.value,
      this.lines.value,
      Math.max(view, 1),
    );
    return `${first} ${last}`;
  });
  readonly inSight = computed(() => {
    const [first = 0, last = 0] = this.#sight.value.split(" ").map(Number);
    return { first, last };
  });
  readonly base = computed(() => Math.floor(this.inSight.value.first / BASE_LINES) * BASE_LINES);
  readonly shift = computed(
    () => `transform:translateY(${this.base.value * this.rowHeight.value - this.top.value}px)`,
  );
  /** The element that scrolls, while it is there. */
  scroller: HTMLElement | null = null;
  #setScrollTop = -1;

  constructor(
    /** Height of what stays over the lines, in px. */
    readonly headPx: number,
  ) {}

  /** Follow the size and the scrollbars of the element that scrolls. */
  attach(scroller: HTMLElement): () => void {
    this.scroller = scroller;
    const measure = () => {
      this.width.value = scroller.clientWidth;
      this.height.value = Math.max(0, scroller.clientHeight - this.headPx);
      this.isNarrow.value = scroller.offsetWidth > 0 && scroller.offsetWidth < NARROW_PX;
      this.setTop(this.top.peek());
    };
    const left = this.left.peek();
    measure();
    scroller.scrollLeft = left;
    const observer = new ResizeObserver(measure);
    observer.observe(scroller);
    const stop = new AbortController();
    const passive = { passive: true, signal: stop.signal };
    scroller.addEventListener("scroll", () => this.#onScroll(scroller), passive);
    scroller.addEventListener("wheel", (event) => this.#onWheel(event), { ...passive, passive: false });
    scroller.addEventListener("pointerdown", (event) => this.#holdThumb(event, scroller), passive);
    return () => {
      observer.disconnect();
      stop.abort();
      this.thumb.value = null;
    };
  }

  setTop(top: number): void {
    this.top.value = clampTop(top, this.extent.peek());
    const { scroller } = this;
    if (!scroller) return;
    scroller.scrollTop = scrollTopOf(this.top.peek(), this.extent.peek());
    this.#setScrollTop = scroller.scrollTop;
  }

  /** Scroll as little as brings a line into sight. */
  revealLine(line: number): void {
    if (line >= 0) this.setTop(revealTop(this.top.peek(), line, this.rowHeight.peek(), this.extent.peek()));
  }

  /** Scroll so that a line stands near the top. */
  goToLine(line: number): void {
    this.setTop((line - Math.min(2, this.screenRows - 1)) * this.rowHeight.peek());
  }

  /** Rows of the table in one line. */
  get rowsInLine(): number {
    return 1;
  }

  /** Positions of the rows in sight; `last` is excluded. */
  get rowsInSight(): { first: number; last: number } {
    const { first, last } = this.inSight.peek();
    return { first: first * this.rowsInLine, last: last * this.rowsInLine };
  }

  /** Scroll by rows, as when others came above those that are read. */
  moveByRows(count: number): void {
    this.setTop(this.top.peek() + Math.round(count / this.rowsInLine) * this.rowHeight.peek());
  }

  /** Lines that fit on one screen. */
  get screenRows(): number {
    return Math.max(1, Math.floor(this.height.peek() / this.rowHeight.peek()));
  }

  focus(): void {
    this.scroller?.focus({ preventScroll: true });
  }

  #onScroll(scroller: HTMLElement): void {
    this.left.value = scroller.scrollLeft;
    if (this.thumb.peek() !== null) this.thumb.value = thumbAt(scroller, this.headPx);
    if (Math.abs(scroller.scrollTop - this.#setScrollTop) < 1) return;
    this.#setScrollTop = -1;
    this.top.value = topOf(scroller.scrollTop, this.extent.peek());
  }

  /** A scaled scrollbar would jump thousands of rows at a notch of the wheel. */
  #onWheel(event: WheelEvent): void {
    const { total, view } = this.extent.peek();
    if (!isScaled(total) || event.ctrlKey || event.deltaY === 0 || event.shiftKey) return;
    const before = this.top.peek();
    this.setTop(before + wheelPx(event, this.rowHeight.peek(), view));
    if (this.top.peek() !== before) event.preventDefault();
  }

  /** A press on the scrollbar; browsers say little of what follows, but that it is over. */
  #holdThumb(event: PointerEvent, scroller: HTMLElement): void {
    const edge = Math.min(scroller.clientWidth, scroller.offsetWidth - BAR_PX);
    if (event.target !== scroller || event.offsetX < edge) return;
    if (scroller.scrollHeight <= scroller.clientHeight) return;
    this.thumb.value = thumbAt(scroller, this.headPx);
    const over = new AbortController();
    const end = (later: PointerEvent) => {
      if (later.type === "pointermove" && later.buttons !== 0) return;
      this.thumb.value = null;
      over.abort();
    };
    for (const type of ["pointerup", "pointercancel", "pointermove"] as const) {
      window.addEventListener(type, end, { capture: true, signal: over.signal });
    }
  }
}

/** A view narrower than this gives up its row numbers. */
const NARROW_PX = 520;

/** Half the height of what names the row beside the thumb. */
const TIP_PX = 14;

function thumbAt({ scrollTop, scrollHeight, clientHeight }: HTMLElement, headPx: number): number {
  const view = clientHeight - headPx;
  const thumb = Math.max(THUMB_PX, (view * clientHeight) / scrollHeight);
  const share = scrollTop / Math.max(1, scrollHeight - clientHeight);
  return Math.max(TIP_PX, Math.min(share * (view - thumb) + thumb / 2, view - TIP_PX));
}
