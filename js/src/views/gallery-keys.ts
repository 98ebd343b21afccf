import type { GalleryLayout } from "./gallery-layout";
import { follow, onRowKey, openPicture } from "./grid-keys";
import type { TableState } from "./table-state";

/** Where a key leads from a card: to the next, to the one beneath, or an end. */
export function cardAfter(
  key: string,
  isCommand: boolean,
  at: number,
  last: number,
  perLine: number,
  screenLines: number,
): number | undefined {
  const inLine = at % perLine;
  const steps: Record<string, number> = {
    ArrowRight: at + 1,
    ArrowLeft: at - 1,
    ArrowDown: at + perLine,
    ArrowUp: at - perLine,
    PageDown: at + perLine * screenLines,
    PageUp: at - perLine * screenLines,
    Home: isCommand ? 0 : at - inLine,
    End: isCommand ? last : at - inLine + perLine - 1,
  };
  const to = steps[key];
  if (to === undefined) return undefined;
  // Up from the first line and down from the last stay where they are, in their column.
  if (key === "ArrowUp" && to < 0) return at;
  if (key === "ArrowDown" && to > last)
    return Math.floor(at / perLine) < Math.floor(last / perLine) ? last : at;
  if (key === "PageUp" && to < 0) return inLine;
  return Math.max(0, Math.min(to, last));
}

/** What the keys of the gallery do; true when the key was one of them. */
export function onGalleryKey(event: KeyboardEvent, state: TableState, layout: GalleryLayout): boolean {
  if (event.altKey) return false;
  const at = Math.max(0, state.focused.peek().row);
  const last = state.rows.matched.peek() - 1;
  const isCommand = event.ctrlKey || event.metaKey;
  const perLine = layout.perLine.peek();
  const name = layout.column.peek()?.name;
  const to = cardAfter(event.key, isCommand, at, last, perLine, layout.screenRows);
  if (to !== undefined && last >= 0) {
    state.focused.value = { ...state.focused.peek(), row: to };
    layout.revealLine(Math.floor(to / perLine));
    follow(event, state, at, to);
    return true;
  }
  if (event.key === "Enter") return openPicture(state, at, name);
  return onRowKey(event, state, at, name);
}
