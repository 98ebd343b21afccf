import { computed, type ReadonlySignal } from "@preact/signals";
import { isVisual } from "../panels/visual";
import type { ColumnInfo, Layout } from "../wire";
import { ScrollWindow } from "./scroll-window";
import type { TableState } from "./table-state";

/** Around all cards, and around the picture of each. */
export const EDGE_PX = 12;
export const CARD_PAD_PX = 6;
const GAP_PX = 8;
const FIRST_LINE_PX = 22;
const LINE_PX = 18;
const CAPTIONS_PX = 8;
/** Captions of a line beneath the first. */
const PER_LINE = 3;
const NARROW_COLUMNS = 2;
const SAMPLE_ROWS = 12;
const [FLATTEST, TALLEST] = [0.5, 1.6];
/** A sound is long and flat, whatever its file. */
const FLAT = 0.4;

/** Where the cards of a gallery stand: as many in a line as fit, all of one size. */
export class GalleryLayout extends ScrollWindow {
  /** The column whose pictures are shown. */
  readonly column: ReadonlySignal<ColumnInfo | undefined>;
  /** Columns under each picture. */
  readonly captions: ReadonlySignal<ColumnInfo[]>;
  readonly perLine: ReadonlySignal<number>;
  readonly cardWidth: ReadonlySignal<number>;
  readonly pictureHeight: ReadonlySignal<number>;
  readonly lines: ReadonlySignal<number>;
  readonly rowHeight: ReadonlySignal<number>;
  /** Height of a picture by its width: that of the first ones, decided once for a column. */
  readonly #shapes = new Map<string, number>();

  constructor(readonly state: TableState) {
    super(0);
    this.column = computed(() => {
      const chosen = state.layout.value.gallery.column;
      const all = state.info.value?.columns.filter(isVisual) ?? [];
      const shown = state.columns.value.find(isVisual);
      return all.find(({ name }) => name === chosen) ?? shown ?? all[0];
    });
    this.captions = computed(() => {
      const chosen = state.layout.value.gallery.captions;
      const all = state.info.value?.columns ?? [];
      const captions = chosen
        ? chosen.flatMap((name) => all.find((column) => column.name === name) ?? [])
        : usualCaptions(state.columns.value, state.query.value.sort[0]?.by);
      return this.isNarrow.value ? captions.slice(0, 2) : captions;
    });
    this.perLine = computed(() => {
      if (this.isNarrow.value) return NARROW_COLUMNS;
      const card = state.layout.value.gallery.size_px + 2 * CARD_PAD_PX;
      return Math.max(1, Math.floor((this.#room.value + GAP_PX) / (card + GAP_PX)));
    });
    this.cardWidth = computed(() =>
      Math.max(64, Math.floor((this.#room.value + GAP_PX) / this.perLine.value) - GAP_PX),
    );
    this.pictureHeight = computed(() => Math.round((this.cardWidth.value - 2 * CARD_PAD_PX) * this.#shape()));
    this.lines = computed(() => Math.ceil(state.rows.matched.value / this.perLine.value));
    this.rowHeight = computed(() => {
      const count = this.captions.value.length;
      const more = Math.ceil(Math.max(0, count - 2) / PER_LINE) * LINE_PX;
      const words = count > 0 ? FIRST_LINE_PX + more + CAPTIONS_PX : 0;
      return this.pictureHeight.value + 2 * CARD_PAD_PX + words + GAP_PX;
    });
  }

  readonly #room = computed(() => Math.max(0, this.width.value - 2 * EDGE_PX));

  change(part: Partial<Layout["gallery"]>): void {
    const layout = this.state.layout.peek();
    this.state.layout.value = { ...layout, gallery: { ...layout.gallery, ...part } };
  }

  /** Distance of a card from the left, in px. */
  leftOf(at: number): number {
    return EDGE_PX + at * (this.cardWidth.value + GAP_PX);
  }

  override get rowsInLine(): number {
    return this.perLine.peek();
  }

  /** Height of a card, without the gap to the next. */
  get cardHeight(): number {
    return this.rowHeight.value - GAP_PX;
  }

  #shape(): number {
    const name = this.column.value?.name;
    if (name === undefined) return 0.75;
    const known = this.#shapes.get(name);
    if (known !== undefined) return known;
    const { rows } = this.state;
    const shapes = Array.from({ length: Math.min(SAMPLE_ROWS, rows.matched.value) }, (_, at) =>
      shapeOf(rows.get(at)?.cell(name)),
    ).filter((shape) => shape > 0);
    const middle = shapes.sort((a, b) => a - b)[Math.floor(shapes.length / 2)];
    if (middle === undefined) return this.column.value?.media === "audio-file" ? FLAT : 0.75;
    const shape = Math.max(FLATTEST, Math.min(middle, TALLEST));
    this.#shapes.set(name, shape);
    return shape;
  }
}

function shapeOf(cell: unknown): number {
  const { width, height } = (cell ?? {}) as { width?: number; height?: number };
  return width && height ? height / width : 0;
}

/** The name of a row, what rows are sorted by or the first number, and a few more. */
export function usualCaptions(columns: ColumnInfo[], sortedBy: string | undefined): ColumnInfo[] {
  const texts = columns.filter(({ kind }) => kind === "text" || kind === "boolean");
  const numbers = columns.filter(({ kind }) => kind === "number");
  const bare = sortedBy?.replace(/^`(.*)`$/, "$1");
  const main = numbers.find(({ name }) => name === bare) ?? numbers[0];
  const others = numbers.filter((column) => column !== main);
  return [texts[0], main, texts[1], texts[2], others[0]].flatMap((column) => column ?? []);
}

/** Captions under the first two, a line each. */
export function captionLines<T>(captions: T[]): T[][] {
  const lines = [captions.slice(0, 2)];
  for (let at = 2; at < captions.length; at += PER_LINE) lines.push(captions.slice(at, at + PER_LINE));
  return lines;
}

const layouts = new WeakMap<TableState, GalleryLayout>();

/** The layout of a view's gallery; it outlives the gallery, so that a look at a picture does not lose the place. */
export function galleryLayoutOf(state: TableState): GalleryLayout {
  let layout = layouts.get(state);
  if (!layout) {
    layout = new GalleryLayout(state);
    layouts.set(state, layout);
  }
  return layout;
}
