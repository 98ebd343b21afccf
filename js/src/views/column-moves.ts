import { batch } from "@preact/signals";
import { textWidth } from "../text-width";
import { movedColumn } from "./column-order";
import { type GridLayout, HEAD_SPARE_PX } from "./grid-layout";

/** A fitted column is no wider, whatever it holds. */
const WIDEST_FIT_PX = 640;

/** Make a column as wide as its name and the cells in sight want. */
export function fitColumn(grid: GridLayout, name: string): void {
  const laid = grid.laid.peek().find(({ column }) => column.name === name);
  if (!laid) return;
  const { first, last } = grid.inSight.peek();
  const widths = grid.values(name, first, last).map((value) => {
    const text = typeof value === "string" ? textWidth(value) + 20 : 0;
    return Math.max(text, laid.panel.width(laid.column, [value]));
  });
  grid.resize(name, Math.min(WIDEST_FIT_PX, Math.max(textWidth(name, true) + HEAD_SPARE_PX, ...widths)));
}

/** Move a column before the one that is at `to` now; among those pinned it is pinned. */
export function moveColumn(grid: GridLayout, name: string, to: number): void {
  const { state } = grid;
  const stacked = to > 0 ? (grid.laid.peek()[0]?.over.length ?? 0) : 0;
  const shown = state.columns.peek().map((column) => column.name);
  const before = { pinned: grid.pinnedNames.peek(), shown };
  const after = movedColumn(before, name, to + stacked);
  const all = state.info.peek()?.columns.map((column) => column.name) ?? [];
  const isPlain = after.shown.join("\n") === all.join("\n");
  grid.keepFocus(() =>
    batch(() => {
      if (after.pinned.join("\n") !== before.pinned.join("\n")) grid.change({ pinned: after.pinned });
      state.edit((query) => ({ ...query, columns: isPlain ? null : after.shown }));
    }),
  );
}

/** Move a column one place to a side, and the focus with it. */
export function stepColumn(grid: GridLayout, at: number, step: number): void {
  const { state } = grid;
  const name = grid.laid.peek()[at]?.column.name;
  if (name === undefined || !grid.laid.peek()[at + step]) return;
  moveColumn(grid, name, step > 0 ? at + 2 : at - 1);
  const now = grid.laid.peek().findIndex(({ column }) => column.name === name);
  const { row } = state.focused.peek();
  state.focused.value = { row, column: Math.max(0, now) };
  grid.reveal(row, Math.max(0, now));
}

/** The place that a column dropped at this point of the page would have. */
export function placeAt(grid: GridLayout, clientX: number): number {
  const { scroller } = grid;
  if (!scroller) return 0;
  const x = clientX - scroller.getBoundingClientRect().left;
  const at = x < grid.leftOf(grid.pinned.peek()) ? x : x + scroller.scrollLeft;
  const laid = grid.laid.peek();
  const place = laid.findIndex(({ width }, index) => at < grid.leftOf(index) + width / 2);
  return place < 0 ? laid.length : place;
}
