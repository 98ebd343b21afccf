import { cycleSort } from "../query-edit";
import type { GridLayout } from "./grid-layout";
import type { TableState } from "./table-state";

/** What the keys of the grid do; true when the key was one of them. */
export function onGridKey(event: KeyboardEvent, state: TableState, layout: GridLayout): boolean {
  const { row, column } = state.focused.peek();
  const lastRow = state.rows.matched.peek() - 1;
  const lastColumn = layout.laid.peek().length - 1;
  const isCommand = event.ctrlKey || event.metaKey;
  const go = (toRow: number, toColumn: number) => {
    const next = {
      row: Math.max(-1, Math.min(toRow, lastRow)),
      column: Math.max(0, Math.min(toColumn, lastColumn)),
    };
    if (event.shiftKey && next.row >= 0 && row >= 0) extend(state, row, next.row);
    state.focused.value = next;
    layout.reveal(next.row, next.column);
    return true;
  };
  const laid = layout.laid.peek()[column];
  if (
    event.key === "ContextMenu" ||
    (event.key === "F10" && event.shiftKey) ||
    (event.key === "ArrowDown" && event.altKey)
  ) {
    layout.openMenu(column);
    return true;
  }
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
    case " ": {
      const id = row >= 0 ? state.rows.rowId(row) : undefined;
      if (id !== undefined) state.toggleSelected(id);
      return true;
    }
    case "Enter":
      if (row < 0 && laid) state.edit((query) => cycleSort(query, laid.column.name, event.shiftKey));
      else if (laid?.column.kind === "image") {
        if (state.rows.get(row)?.cell(laid.column.name)) {
          state.viewer.value = { column: laid.column.name, position: row };
        }
      } else return false;
      return true;
    case "c":
      if (!isCommand || row < 0 || !laid || String(getSelection() ?? "")) return false;
      void navigator.clipboard?.writeText(copied(state.rows.get(row)?.cell(laid.column.name)));
      return true;
  }
  return false;
}

function extend(state: TableState, from: number, to: number): void {
  for (let row = Math.min(from, to); row <= Math.max(from, to); row++) {
    const id = state.rows.rowId(row);
    if (id !== undefined) state.toggleSelected(id, true);
  }
}

function copied(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "object") return String(value);
  return JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? String(inner) : inner));
}
