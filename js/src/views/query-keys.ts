import type { Query } from "../wire";

/** Put a typed key in its place, or (`index` null) after the others; no text takes it out. */
export function putKey(query: Query, part: "group_by" | "sort", index: number | null, text: string): Query {
  const clean = text.trim();
  const change = <T>(keys: T[], made: T): T[] => {
    if (clean === "") return keys.filter((_, at) => at !== index);
    return index === null ? [...keys, made] : keys.map((key, at) => (at === index ? made : key));
  };
  if (part === "group_by") {
    if (query.group_by.some((key, at) => key === clean && at !== index)) return query;
    return { ...query, group_by: change(query.group_by, clean) };
  }
  const descending = (index !== null && query.sort[index]?.descending) || false;
  const sort = index === null ? query.sort.filter(({ by }) => by !== clean) : query.sort;
  return { ...query, sort: change(sort, { by: clean, descending }) };
}

/** Move an item one place towards the start (-1) or the end (1); at an end it stays. */
export function moved<T>(items: readonly T[], index: number, by: number): T[] {
  const to = index + by;
  const copy = [...items];
  if (to < 0 || to >= items.length) return copy;
  copy.splice(to, 0, ...copy.splice(index, 1));
  return copy;
}
