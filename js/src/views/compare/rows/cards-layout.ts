import { computed, type ReadonlySignal } from "@preact/signals";
import { type Panel, panelFor } from "../../../panels/registry";
import { isVisual } from "../../../panels/visual";
import type { ColumnInfo } from "../../../wire";
import { ScrollWindow } from "../../scroll-window";
import type { CompareState } from "../compare-state";
import { isKeyColumn } from "../merged-columns";

const TITLE_PX = 28;
const LANE_PX = 20;
const GAP_PX = 6;
const PAD_PX = 8;

/** A line of a card: a column, and how high it is. */
export interface CardLine {
  column: ColumnInfo;
  panel: Panel;
  height: number;
  /** Its place among all columns that are shown. */
  index: number;
}

/** Rows as cards, where there is no room for columns: all of one height, below each other. */
export class CardsLayout extends ScrollWindow {
  readonly lines: ReadonlySignal<number>;
  readonly rowHeight: ReadonlySignal<number>;
  /** The columns below the title of a card, pictures first. */
  readonly columns: ReadonlySignal<CardLine[]>;

  constructor(readonly state: CompareState) {
    super(0);
    this.lines = state.rows.matched;
    this.columns = computed(() => {
      const { panels } = state.query.value;
      const lines = state.columns.value.flatMap((column, index): CardLine[] => {
        if (isKeyColumn(column) && column.part === 0) return [];
        const panel = panelFor(column, panels[column.name]);
        const lanes = column.lanes?.length ?? 1;
        const height = isVisual(column) ? (panel.heightOf?.(column) ?? 96) : LANE_PX * lanes;
        return [{ column, panel, height, index }];
      });
      const isPicture = ({ column }: CardLine) => isVisual(column);
      return [...lines.filter(isPicture), ...lines.filter((line) => !isPicture(line))];
    });
    this.rowHeight = computed(
      () => 2 * PAD_PX + TITLE_PX + this.columns.value.reduce((sum, { height }) => sum + height + GAP_PX, 0),
    );
  }
}
