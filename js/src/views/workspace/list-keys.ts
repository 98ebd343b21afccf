import { onGridKey } from "../grid-keys";
import type { GridLayout } from "../grid-layout";
import type { WorkspaceState } from "./workspace-state";

/** What the keys of the list do; true when the key was one of them. */
export function onListKey(
  event: KeyboardEvent,
  workspace: WorkspaceState,
  layout: GridLayout,
  actions: { menu(line: number): void; select(line: number, how: "one" | "toggle" | "range"): void },
): boolean {
  const { table } = workspace;
  const { row: line, column } = table.focused.peek();
  const isCommand = event.ctrlKey || event.metaKey;
  const run = workspace.runAt(line);
  if (line >= 0 && run && !event.altKey) {
    switch (event.key) {
      case " ":
        if (isCommand) actions.select(line, "toggle");
        else workspace.toggle(run.id);
        return true;
      case "p":
        if (isCommand) return false;
        workspace.pin(run.id);
        return true;
      case "Enter":
        workspace.open.value = run.id;
        return true;
      case "ContextMenu":
        actions.menu(line);
        return true;
      case "F10":
        if (!event.shiftKey) return false;
        actions.menu(line);
        return true;
      case "Escape":
        if (table.selected.peek().length === 0) return false;
        table.selected.value = [];
        return true;
      case "ArrowDown":
      case "ArrowUp": {
        const to = line + (event.key === "ArrowDown" ? 1 : -1);
        if (!event.shiftKey || isCommand || to < 0 || to >= table.rows.matched.peek()) break;
        actions.select(line, "range");
        table.focused.value = { row: to, column };
        layout.reveal(to, column);
        actions.select(to, "range");
        return true;
      }
      case "c":
        // The table copies rows by their place in the order, and here what is pinned stands elsewhere.
        if (isCommand) return false;
        break;
    }
  }
  if (event.shiftKey && event.key.startsWith("Arrow") && !event.altKey) return true;
  return onGridKey(event, table, layout);
}
