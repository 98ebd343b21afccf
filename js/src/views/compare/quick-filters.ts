/** Filters of one click: which clause each one stands for, and which of them a query has. */
import type { Clause, Query } from "../../wire";
import type { How, QuickFilter } from "./wire";

/** The clause for some quick filters: joined by "or", for a click with Shift. */
export function clauseOf(filters: readonly QuickFilter[]): string | null {
  const texts = filters.flatMap(({ clause }) => clause ?? []);
  if (texts.length === 0) return null;
  return texts.length === 1 ? (texts[0] as string) : texts.map((text) => `(${text})`).join(" or ");
}

/** The quick filters that a clause stands for, or null where it is another clause. */
export function filtersIn(text: string, quick: readonly QuickFilter[]): string[] | null {
  const alone = quick.find(({ clause }) => clause === text);
  if (alone) return [alone.id];
  const found: string[] = [];
  let rest = text;
  for (;;) {
    const next = quick.find(({ clause, id }) => {
      return clause !== null && !found.includes(id) && rest.startsWith(`(${clause})`);
    });
    if (!next) return null;
    found.push(next.id);
    rest = rest.slice((next.clause as string).length + 2);
    if (rest === "") return found.length > 1 ? found : null;
    if (!rest.startsWith(" or ")) return null;
    rest = rest.slice(4);
  }
}

/** Where a query has its quick filters, and which; index -1 where it has none. */
export function quickIn(query: Query, quick: readonly QuickFilter[]): { index: number; ids: string[] } {
  for (const [index, { text, on, negated }] of query.filters.entries()) {
    const ids = on && !negated ? filtersIn(text, quick) : null;
    if (ids) return { index, ids };
  }
  return { index: -1, ids: [] };
}

/** The query without its quick filters. */
export function withoutQuick(query: Query, quick: readonly QuickFilter[]): Query {
  const { index } = quickIn(query, quick);
  return index < 0 ? query : { ...query, filters: query.filters.filter((_, at) => at !== index) };
}

/** Turn a quick filter on in place of those that are, or off; with `isMore` beside them. */
export function pickQuick(query: Query, quick: readonly QuickFilter[], id: string, isMore: boolean): Query {
  const { index, ids } = quickIn(query, quick);
  const isOn = ids.includes(id);
  const wanted = isMore
    ? isOn
      ? ids.filter((other) => other !== id)
      : [...ids, id]
    : isOn && ids.length === 1
      ? []
      : [id];
  const text = clauseOf(quick.filter((filter) => wanted.includes(filter.id)));
  const filters = [...query.filters];
  const clause: Clause[] = text === null ? [] : [{ text, on: true, negated: false }];
  // The same clause that was switched off or turned round gives way.
  const same = index < 0 ? filters.findIndex((other) => other.text === text) : index;
  if (same >= 0) filters.splice(same, 1, ...clause);
  else filters.push(...clause);
  return { ...query, filters };
}

const OUTCOMES: Record<string, string> = { fixed: "Fixed", broke: "Broke", still_wrong: "Still wrong" };

/** What a quick filter is called. `names` are those of the tables. */
export function quickName({ id, column }: QuickFilter, names: readonly string[], how?: How): string {
  if (id === "all") return "All";
  // A row of tables after each other is in one of them.
  if (how === "concat" && id.startsWith("only:")) return names[Number(id.slice(5))] ?? id;
  if (names.length < 2 || how === "concat") {
    if (id === "all_right") return "Right";
    if (id === "still_wrong") return "Wrong";
  }
  if (id === "in_all") return names.length > 2 ? "In all" : "In both";
  if (id === "all_right") return names.length > 2 ? "All right" : "Both right";
  if (id.startsWith("only:")) return `Only ${names[Number(id.slice(5))] ?? id.slice(5)}`;
  if (id === "changed") return column ? `Changed in ${column}` : "Changed";
  if (id === "equal") return column ? `Equal in ${column}` : "Equal";
  return OUTCOMES[id] ?? id;
}

/** Whether a filter tells of right and wrong. */
export function isOutcome({ id }: QuickFilter): boolean {
  return id in OUTCOMES || id === "all_right";
}

/** What a row is, as a quick filter names it: right or wrong per table where all have it, else who has it. */
export function outcomeOf(right: readonly (boolean | null)[]): string | null {
  const [first, ...others] = right;
  if (right.length < 2 || first == null || others.some((one) => one == null)) return null;
  if (right.every(Boolean)) return "all_right";
  if (right.every((one) => !one)) return "still_wrong";
  if (right.length > 2) return null;
  return first ? "broke" : "fixed";
}

/** Names of tables as a sentence lists them: "v0 and v2". */
export function listed(names: readonly string[]): string {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** Who has a row, in the fewer words: "Only v0", "Not in v2". */
export function presenceWords(isIn: readonly boolean[], sides: readonly string[]): string {
  const names = sides.filter((_, side) => isIn[side]);
  const others = sides.filter((_, side) => !isIn[side]);
  if (others.length === 0) return sides.length > 2 ? "In all" : "In both";
  return others.length < names.length ? `Not in ${listed(others)}` : `Only ${listed(names)}`;
}
