import { decodeRows } from "../arrow";
import { addClause, clauseFor } from "../query-edit";
import type { Row } from "../rows";
import type { ColumnInfo, Query } from "../wire";
import type { ViewContext } from "./context";

/** The rows of one thing at several steps. */
export interface Series {
  stepColumn: string;
  /** Column whose value all of them share; null when the whole table is one series. */
  keyColumn: string | null;
  rows: Row[];
}

const STEP_NAMES = /^(_?step|global_step|epoch)$/i;
const KEY_NAMES = /(^|_)(id|key|name|file|index|uid|uuid)$/i;
const MOST_STEPS = 2000;

/** The column that counts steps, and the one that says what a row is about.
 *
 * A step is a whole number called step, _step, global_step or epoch. Rows belong together when they share the first
 * column that holds text or is a whole number called id or the like; in a table without one, all rows do. */
export function seriesColumns(columns: readonly ColumnInfo[]): { step: string; key: string | null } | null {
  const step = columns.find(
    ({ name, kind, integer }) => kind === "number" && integer && STEP_NAMES.test(name),
  );
  if (!step) return null;
  const isKey = ({ name, kind, integer }: ColumnInfo) =>
    name !== step.name && (kind === "text" || (kind === "number" && integer && KEY_NAMES.test(name)));
  return { step: step.name, key: columns.find(isKey)?.name ?? null };
}

/** The query for the rows that are about the same as `row`, in order of their steps; null when its key cannot be said. */
export function seriesQuery(
  query: Query,
  { step, key }: { step: string; key: string | null },
  row: Pick<Row, "cell">,
): Query | null {
  const sorted: Query = { ...query, group_by: [], sort: [{ by: step, descending: false }], limit: null };
  if (key === null) return sorted;
  const value = row.cell(key);
  if (value === undefined || (value !== null && typeof value === "object")) return null;
  return addClause(sorted, clauseFor(key, value as string | number | boolean | null));
}

/** The rows of the table's view that belong with one of them; null where there is no more than one. */
export async function findSeries(
  view: Pick<ViewContext, "channel" | "query" | "info">,
  row: Row,
  signal: AbortSignal,
): Promise<Series | null> {
  const columns = seriesColumns(view.info.peek()?.columns ?? []);
  if (!columns) return null;
  // The row may have come without its key, when that column is out of sight.
  const shown = view.query.peek();
  const wanted = shown.columns && [
    ...new Set([...shown.columns, columns.step, ...(columns.key === null ? [] : [columns.key])]),
  ];
  if (columns.key !== null && !row.has(columns.key)) return null;
  const query = seriesQuery({ ...shown, columns: wanted }, columns, row);
  if (!query) return null;
  const { buffers } = await view.channel.ask("rows", { query, start: 0, count: MOST_STEPS }, signal);
  const rows = buffers[0] ? decodeRows(buffers[0]) : [];
  return rows.length > 1 ? { stepColumn: columns.step, keyColumn: columns.key, rows } : null;
}
