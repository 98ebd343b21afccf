import { addClause, changeClause, quoteValue, removeClause } from "../query-edit";
import type { Query } from "../wire";

export type Value = string | boolean | null;

/** The values that a clause keeps of an expression, if that is all it says. */
export function valuesIn(text: string, of: string): Value[] | null {
  if (text === `${of} is null`) return [null];
  for (const [start, end] of [
    [`${of} = `, ""],
    [`${of} in [`, "]"],
  ] as const) {
    if (!text.startsWith(start) || !text.endsWith(end)) continue;
    try {
      const found: unknown = JSON.parse(`[${text.slice(start.length, text.length - end.length)}]`);
      const isPlain = (value: unknown) =>
        typeof value === "string" || typeof value === "boolean" || value === null;
      if (Array.isArray(found) && found.every(isPlain)) return found as Value[];
    } catch {
      // Something else than a list of constants.
    }
  }
  return null;
}

function chosenAt(query: Query, of: string): { index: number; values: Value[] } | null {
  for (const [index, { text, on, negated }] of query.filters.entries()) {
    const values = on && !negated ? valuesIn(text, of) : null;
    if (values) return { index, values };
  }
  return null;
}

/** The values that the clauses keep of an expression; none when they keep all. */
export function chosenValues(query: Query, of: string): Value[] {
  return chosenAt(query, of)?.values ?? [];
}

function clauseOf(of: string, values: Value[]): string {
  const [only] = values;
  if (values.length > 1) return `${of} in [${values.map(quoteValue).join(", ")}]`;
  return only === null || only === undefined ? `${of} is null` : `${of} = ${quoteValue(only)}`;
}

/** Keep one value, or (`add`) it beside those already kept; a value that is kept is let go. */
export function pickValue(query: Query, of: string, value: Value, add = false): Query {
  const old = chosenAt(query, of);
  if (!old) return addClause(query, clauseOf(of, [value]));
  const isKept = old.values.includes(value);
  const others = old.values.filter((other) => other !== value);
  const values = add ? (isKept ? others : [...old.values, value]) : isKept && !others.length ? [] : [value];
  if (values.length === 0) return removeClause(query, old.index);
  return changeClause(query, old.index, { text: clauseOf(of, values) });
}
