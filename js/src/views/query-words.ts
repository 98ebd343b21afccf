import type { Query } from "../wire";

/** Parts of the filter bar that are typed: a clause, a key of the groups, a key of the order. */
export type Part = "filters" | "group_by" | "sort";

/** What a query does, in as few words as a narrow bar has room for: "3 clauses on, 1 off". */
export function queryInWords({ filters, group_by, sort }: Query): string {
  const on = filters.filter((clause) => clause.on).length;
  const off = filters.length - on;
  const clauses = (count: number) => `${count} ${count === 1 ? "clause" : "clauses"}`;
  if (on > 0) return `${clauses(on)} on${off > 0 ? `, ${off} off` : ""}`;
  if (off > 0) return `${clauses(off)} off`;
  if (group_by.length > 0) return sort.length > 0 ? "Grouped, sorted" : "Grouped";
  return sort.length > 0 ? "Sorted" : "Columns added";
}

/** The query as lines of text, from a clause on. */
export function sentenceOf({ filters, group_by, sort }: Query, from: number): string {
  const lines = filters
    .slice(from)
    .map(({ text, on, negated }) => `${on ? "" : "(off) "}${negated ? "not " : ""}${text}`);
  if (from === 0 && group_by.length > 0) lines.push(`grouped by ${group_by.join(", ")}`);
  if (from === 0 && sort.length > 0) lines.push(`sorted by ${sort.map(({ by }) => by).join(", ")}`);
  return lines.join("\n");
}

/** What Python does to get from one query to another. */
export function workInWords(from: Query, to: Query): string {
  const differ = (part: keyof Query) => JSON.stringify(from[part]) !== JSON.stringify(to[part]);
  if (differ("filters") || differ("limit") || differ("derive")) return "Filtering";
  return differ("group_by") ? "Grouping" : "Sorting";
}
