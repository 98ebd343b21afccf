import { chunkOf } from "../chunks";
import { isVisual } from "../panels/visual";
import { isSortable, showColumn } from "../query-edit";
import type { GridLayout } from "./grid-layout";
import type { TableState } from "./table-state";

/** By so much a key makes a column wider or narrower. */
const RESIZE_PX = 16;

/** What the keys of the grid do; true when the key was one of them. */
export function onGridKey(event: KeyboardEvent, state: TableState, layout: GridLayout): boolean {
  const { row, column } = state.focused.peek();
  const lastRow = state.rows.matched.peek() - 1;
  const laid = layout.laid.peek();
  const lastColumn = laid.length - 1;
  const isCommand = event.ctrlKey || event.metaKey;
  const name = laid[column]?.column.name;
  const go = (toRow: number, toColumn: number) => {
    const next = {
      row: Math.max(-1, Math.min(toRow, lastRow)),
      column: Math.max(0, Math.min(toColumn, lastColumn)),
    };
    state.focused.value = next;
    layout.reveal(next.row, next.column);
    follow(event, state, row, next.row);
    return true;
  };
  if (
    event.key === "ContextMenu" ||
    (event.key === "F10" && event.shiftKey) ||
    (event.key === "ArrowDown" && event.altKey)
  ) {
    layout.openMenu(column);
    return true;
  }
  if (event.altKey) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined || name === undefined || isCommand) return false;
    if (!event.shiftKey) layout.resize(name, (laid[column]?.width ?? 0) + step * RESIZE_PX);
    else state.picking.do(({ stepColumn }) => stepColumn(layout, column, step));
    return true;
  }
  if (row < 0 && chunkOf(state, "figures")?.onHeadKey(event, state, name)) return true;
  switch (event.key) {
    case "ArrowDown":
      return go(isCommand ? lastRow : row + 1, column);
    case "ArrowUp":
      return go(isCommand ? 0 : row - 1, column);
    case "ArrowRight":
      return go(row, isCommand ? lastColumn : column + 1);
    case "ArrowLeft":
      return go(row, isCommand ? 0 : column - 1);
    case "PageDown":
      return go(Math.max(0, row) + layout.screenRows, column);
    case "PageUp":
      return go(Math.max(0, row - layout.screenRows), column);
    case "Home":
      return go(isCommand ? 0 : row, 0);
    case "End":
      return go(isCommand ? lastRow : row, lastColumn);
    case "p":
    case "h": {
      if (isCommand || name === undefined) return false;
      if (event.key === "p") layout.pin(name, !layout.pinnedNames.peek().includes(name));
      else if (lastColumn > 0) {
        const all = state.info.peek()?.columns.map((other) => other.name) ?? [];
        state.edit((query) => showColumn(query, all, name, false));
      }
      return true;
    }
    case "Enter":
      if (row >= 0 || !name) return openPicture(state, row, name);
      if (laid[column] && isSortable(laid[column].column))
        state.cycleSort(laid[column].column, event.shiftKey);
      return true;
  }
  return onRowKey(event, state, row, name);
}

/** After the focus went from one row to another: a range of ticks goes with it, or a new one may start. */
export function follow(event: KeyboardEvent, state: TableState, from: number, to: number): void {
  if (event.shiftKey && from >= 0 && to >= 0) state.picking.extend(from, to);
  else state.picking.rest();
}

/** Open the picture or other medium of a cell, or the reader of its text, if it has one. */
export function openPicture(state: TableState, row: number, name: string | undefined): boolean {
  const column = state.columns.peek().find((column) => column.name === name);
  if (!name || !column || (!isVisual(column) && !state.isRead(column))) return false;
  if (state.rows.get(row)?.cell(name)) state.viewer.value = { column: name, position: row };
  return true;
}

/** The keys on rows, whether they are lines of cells or pictures. */
export function onRowKey(event: KeyboardEvent, state: TableState, row: number, name?: string): boolean {
  const isCommand = event.ctrlKey || event.metaKey;
  switch (event.key) {
    case " ":
      if (row >= 0) state.picking.toggle(row);
      else if (state.selected.peek().length > 0) state.picking.clear();
      else state.picking.all();
      return true;
    case "a":
      if (!isCommand) return false;
      state.picking.all();
      return true;
    case "c":
      // Text that the user has marked is what they want.
      if (!isCommand || String(getSelection() ?? "")) return false;
      state.picking.do(({ copy }) => copy(state, row, name));
      return true;
  }
  return chunkOf(state, "media")?.onCellKey(event, state, row, name) ?? false;
}
