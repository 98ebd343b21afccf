import type { WorkspaceState } from "./workspace-state";

/** Which runs are selected, by line of the list: those pinned stand elsewhere than in the order of the view. */
export class Selecting {
  #anchor: number | null = null;

  constructor(readonly workspace: WorkspaceState) {}

  click(event: MouseEvent, line: number): void {
    this.select(line, event.shiftKey ? "range" : event.ctrlKey || event.metaKey ? "toggle" : "one");
  }

  select(line: number, how: "one" | "toggle" | "range"): void {
    const { selected } = this.workspace.table;
    const row = this.workspace.rowAt(line);
    if (row === undefined) return;
    const now = selected.peek();
    if (how === "range") {
      this.#anchor ??= line;
      const [from, to] = [Math.min(this.#anchor, line), Math.max(this.#anchor, line)];
      selected.value = Array.from({ length: to - from + 1 }, (_, at) =>
        this.workspace.rowAt(from + at),
      ).filter((id) => id !== undefined);
      return;
    }
    this.#anchor = line;
    if (how === "toggle") selected.value = now.includes(row) ? now.filter((id) => id !== row) : [...now, row];
    else selected.value = now.length === 1 && now[0] === row ? [] : [row];
  }
}
