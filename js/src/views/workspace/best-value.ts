import { effect, type Signal, signal, untracked } from "@preact/signals";
import { decodeRows } from "../../arrow";
import { quoteName } from "../../query-edit";
import type { Bound, Query } from "../../wire";
import type { WorkspaceState } from "./workspace-state";

/** The best of what matches. */
export interface Best {
  column: string;
  /** Of a run: its row; of a group, its key as JSON. */
  row: number | null;
  group: string | null;
  name: string;
  value: number;
}

/** Which run, or which group by its mean, has the best value of the metric that says what is best. */
export class BestValue {
  readonly found: Signal<Best | null> = signal(null);
  #abort = new AbortController();

  constructor(readonly workspace: WorkspaceState) {
    const { table } = workspace;
    const stop = effect(() => {
      const query = table.shown.value;
      table.rows.version.value;
      workspace.runs.value;
      const { key, goal } = workspace.bestBy.value;
      if (!table.info.peek()) return;
      untracked(() => void this.#find(query, key, goal === "maximize"));
    });
    table.signal.addEventListener("abort", () => {
      stop();
      this.#abort.abort();
    });
  }

  async #find(query: Query, key: string | undefined, descending: boolean): Promise<void> {
    this.#abort.abort();
    const abort = new AbortController();
    this.#abort = abort;
    if (key === undefined) {
      this.found.value = null;
      return;
    }
    try {
      const best = await this.#ask(query, key, descending, abort.signal);
      if (!abort.signal.aborted) this.found.value = best;
    } catch {
      // A metric that the runs have no more has no best value; the list goes on without the star.
      if (!abort.signal.aborted) this.found.value = null;
    }
  }

  async #ask(query: Query, key: string, descending: boolean, aborted: AbortSignal): Promise<Best | null> {
    const { channel } = this.workspace;
    const name = quoteName(key);
    const text = `${name} is not null and ${name} != nan`;
    const asked = {
      ...query,
      filters: [...query.filters, { text, on: true, negated: false }],
      sort: [{ by: name, descending }],
    };
    if (query.group_by.length > 0) {
      const { result } = await channel.askQuietly("groups", { query: asked, start: 0, count: 500 }, aborted);
      let best: Best | null = null;
      for (const group of result.groups) {
        const cell = group.cells[key];
        const value = cell && "mean" in cell ? numberOf(cell.mean) : null;
        if (value === null || (best && (descending ? value <= best.value : value >= best.value))) continue;
        best = {
          column: key,
          row: null,
          group: JSON.stringify(group.key),
          name: group.key.join(", "),
          value,
        };
      }
      return best;
    }
    asked.columns = ["name", key];
    const { buffers } = await channel.askQuietly("rows", { query: asked, start: 0, count: 1 }, aborted);
    const [row] = buffers[0] ? decodeRows(buffers[0]) : [];
    if (!row) return null;
    const value = numberOf(row.cell(key) as Bound);
    return value === null
      ? null
      : { column: key, row: row.id, group: null, name: String(row.cell("name") ?? ""), value };
  }
}

function numberOf(value: unknown): number | null {
  const number = typeof value === "bigint" || typeof value === "string" ? Number(value) : value;
  return typeof number === "number" && !Number.isNaN(number) ? number : null;
}
