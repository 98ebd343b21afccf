import { useSignal, useSignalEffect } from "@preact/signals";
import { decodeRows } from "../../arrow";
import { boundNumber } from "../../format";
import { messageOf } from "../../thumbnails";
import type { SortKey } from "../../wire";
import { useTable } from "../table-state";
import type { Value } from "./parallel-axes";
import { useWorkspace } from "./workspace-state";

/** Runs whose final values are drawn. */
export const MOST_DRAWN = 2000;

export interface RunValues {
  id: string;
  name: string;
  row: number;
  values: Record<string, Value>;
}

export interface Values {
  runs: RunValues[] | null;
  failure: string | null;
}

/** The values of some columns, of the runs that match; in the order of the list unless `sort` is given. */
export function useValues(columns: readonly string[], sort: SortKey[] | null): Values {
  const table = useTable();
  const workspace = useWorkspace();
  const found = useSignal<Values>({ runs: null, failure: null });
  const asked = useSignal("");
  const wish = JSON.stringify([columns, sort]);
  if (asked.peek() !== wish) asked.value = wish;
  useSignalEffect(() => {
    const [names, order] = JSON.parse(asked.value) as [string[], SortKey[] | null];
    const query = table.shown.value;
    table.rows.version.value;
    const runs = workspace.runs.value;
    if (names.length === 0 || runs.length === 0) return;
    const abort = new AbortController();
    const asks = { ...query, group_by: [], columns: names, ...(order ? { sort: order } : {}) };
    table.channel.ask("rows", { query: asks, start: 0, count: MOST_DRAWN }, abort.signal).then(
      ({ buffers }) => {
        const rows = buffers[0] ? decodeRows(buffers[0]) : [];
        found.value = {
          failure: null,
          runs: rows.flatMap((row) => {
            const run = runs[row.id];
            if (!run) return [];
            const values = Object.fromEntries(names.map((name) => [name, plainValue(row.cell(name))]));
            return { id: run.id, name: run.name, row: row.id, values };
          }),
        };
      },
      (error) => {
        if (!abort.signal.aborted) found.value = { ...found.peek(), failure: messageOf(error) };
      },
    );
    return () => abort.abort();
  });
  return found.value;
}

function plainValue(value: unknown): Value {
  if (value === null || value === undefined) return null;
  if (typeof value === "bigint") return boundNumber(String(value));
  if (typeof value === "number" || typeof value === "string" || typeof value === "boolean") return value;
  return JSON.stringify(value);
}
