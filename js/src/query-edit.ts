import { readExtendedJson } from "./extended-json";
import { isVisual } from "./panels/visual";
import type { Clause, ColumnInfo, KeyValue, Query, SortKey } from "./wire";

/** Changes of a query. Each gives a new one and leaves the old as it was. */

export const EMPTY_QUERY: Query = {
  version: 1,
  filters: [],
  group_by: [],
  sort: [],
  columns: null,
  panels: {},
  limit: null,
};

const WORDS = new Set([
  "and",
  "or",
  "not",
  "in",
  "is",
  "null",
  "true",
  "false",
  "none",
  "nan",
  "contains",
  "startswith",
  "endswith",
]);

/** A column's name as an expression reads it: bare where that is safe, in backticks otherwise. */
export function quoteName(name: string): string {
  if (/^[%\p{L}_][\p{L}\p{N}_%.]*$/u.test(name) && !WORDS.has(name.toLowerCase())) return name;
  return `\`${name.replaceAll("`", "``")}\``;
}

/** A value as an expression reads it. */
export function quoteValue(value: string | number | boolean | null): string {
  if (typeof value === "string") return `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
  return String(value);
}

/** The clause for one value of a column. */
export function clauseFor(column: string, value: string | number | boolean | null): string {
  return value === null ? `${quoteName(column)} is null` : `${quoteName(column)} = ${quoteValue(value)}`;
}

/** The clause that keeps one group, or null for a key that no clause can say. */
export function clauseForGroup(expression: string, value: KeyValue): string | null {
  const bare = /^[\w%.]+$|^`[^`]*`$/.test(expression);
  const written = bare ? expression : `(${expression})`;
  if (value === null) return `${written} is null`;
  if (typeof value !== "object") return `${written} = ${quoteValue(value)}`;
  const read = readExtendedJson(JSON.stringify(value));
  if (read instanceof Date) return `${written} = date(${quoteValue(Object.values(value)[0])})`;
  if (typeof read === "number" || typeof read === "bigint")
    return Number.isNaN(read)
      ? `${written} = nan`
      : Number.isFinite(Number(read))
        ? `${written} = ${read}`
        : null;
  const text = JSON.stringify(value);
  if (!bare || text.includes('"$')) return null;
  return `{$eq: [${JSON.stringify(`$${expression.replaceAll("`", "")}`)}, {$literal: ${text}}]}`;
}

/** Whether an expression is no more than this column. */
export function names(expression: string, column: string): boolean {
  return expression === column || expression === quoteName(column);
}

export function addClause(query: Query, text: string): Query {
  const same = query.filters.findIndex((clause) => clause.text === text && !clause.negated);
  if (same >= 0) return changeClause(query, same, { on: true });
  return { ...query, filters: [...query.filters, { text, on: true, negated: false }] };
}

export function changeClause(query: Query, index: number, change: Partial<Clause>): Query {
  return {
    ...query,
    filters: query.filters.map((clause, at) => (at === index ? { ...clause, ...change } : clause)),
  };
}

/** Put a typed text in the place of a clause, or (`index` null) after the others; no text takes the clause out. */
export function putClause(query: Query, index: number | null, text: string): Query {
  const clean = text.trim();
  if (clean === "") return index === null ? query : removeClause(query, index);
  return index === null ? addClause(query, clean) : changeClause(query, index, { text: clean, on: true });
}

export function removeClause(query: Query, index: number): Query {
  return { ...query, filters: query.filters.filter((_, at) => at !== index) };
}

export function sortOf(query: Query, column: string): { key: SortKey; order: number } | null {
  const order = query.sort.findIndex((key) => names(key.by, column));
  const key = query.sort[order];
  return key ? { key, order } : null;
}

/** Sort by one column, or (`add`) by it after the keys already there. */
export function sortBy(query: Query, column: string, descending: boolean, add = false): Query {
  const key = { by: quoteName(column), descending };
  const others = query.sort.filter((other) => !names(other.by, column));
  if (!add) return { ...query, sort: [key] };
  const at = sortOf(query, column)?.order ?? others.length;
  return { ...query, sort: [...others.slice(0, at), key, ...others.slice(at)] };
}

/** Whether rows have an order by a column that says something to a reader. */
export function isSortable(column: Pick<ColumnInfo, "kind" | "media">): boolean {
  return !isVisual(column);
}

/** Ascending, then descending, then as the table has it. */
export function cycleSort(query: Query, column: string, add = false): Query {
  const now = sortOf(query, column);
  if (!now) return sortBy(query, column, false, add);
  if (!now.key.descending) return sortBy(query, column, true, add);
  return { ...query, sort: add ? query.sort.filter((_, at) => at !== now.order) : [] };
}

export function groupBy(query: Query, expression: string): Query {
  return query.group_by.includes(expression)
    ? query
    : { ...query, group_by: [...query.group_by, expression] };
}

export function ungroup(query: Query, index: number): Query {
  return { ...query, group_by: query.group_by.filter((_, at) => at !== index) };
}

/** Show or hide columns; `all` are the table's columns in order. What is shown stands after what it follows there. */
export function showColumns(query: Query, all: string[], names: string[], isShown: boolean): Query {
  const columns = (query.columns ?? all).filter((other) => !names.includes(other));
  for (const [index, name] of all.entries()) {
    if (!isShown || !names.includes(name)) continue;
    const earlier = all.slice(0, index).findLast((other) => columns.includes(other));
    columns.splice(earlier === undefined ? 0 : columns.indexOf(earlier) + 1, 0, name);
  }
  return { ...query, columns: columns.join("\n") === all.join("\n") ? null : columns };
}

export function showColumn(query: Query, all: string[], column: string, isShown: boolean): Query {
  return showColumns(query, all, [column], isShown);
}

/** What decides which rows there are, and in which order. */
export function orderKey(query: Query): string {
  const filters = query.filters.filter((clause) => clause.on).map((clause) => [clause.text, clause.negated]);
  return JSON.stringify([filters, query.sort, query.group_by, query.limit, query.derive ?? []]);
}

/** What decides the counts and summaries: the rows, in whatever order. */
export function rowsKey(query: Query): string {
  return orderKey({ ...query, sort: [], group_by: [] });
}
