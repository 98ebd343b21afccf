/** What is said of clauses: warnings, what each costs, and a count while one is typed. */
import { QueryError } from "../query/errors";
import { isMongo, type Schema } from "../query/index";
import { translate } from "../query/language/translate";
import type { Clause, Query, Questions, Warning } from "../wire";
import { lowerOperands, withoutEmpty } from "./clause-trees";
import type { Engine } from "./engine";
import { Refusal, refusal } from "./refusal";

/** What is odd in the clauses that are on, with the place of each. */
export function warningsOf(engine: Engine, query: Query): Warning[] {
  return query.filters.flatMap((clause, index) =>
    clause.on ? engine.clause(clause.text, index).warnings.map((one) => ({ ...one, clause: index })) : [],
  );
}

/** For each clause how many rows match when that one alone is off. */
export function withoutEach(engine: Engine, query: Query): number[] {
  // One that makes no sense is told of, also where it is the one that is off.
  warningsOf(engine, query);
  return query.filters.map((_, index) => countOf(engine, engine.passes(query.filters, [index])));
}

/** How many rows match once `text` is a clause of the query. */
export function checkClause(
  engine: Engine,
  query: Query,
  text: string,
  clause: number | null,
): Questions["check"]["result"] {
  const filters: Clause[] = [...query.filters];
  const old = clause === null ? undefined : filters[clause];
  if (clause !== null && !old) throw refusal("value", `The query has no clause ${clause}.`);
  const index = clause ?? filters.length;
  filters[index] = { text, on: true, negated: old?.negated ?? false };
  const compiled = engine.clause(text, index);
  const passesOthers = engine.passes(filters, [index]);
  let count = 0;
  let errors = 0;
  for (let place = 0; place < engine.rows.count; place++) {
    if (!passesOthers(place)) continue;
    const found = compiled.test(engine.rows.row(place));
    if (typeof found !== "boolean") errors += 1;
    else if (found !== filters[index].negated) count += 1;
  }
  const operands = filters[index].negated ? [] : lowerOperands(text, names(engine));
  const empties = operands.map((operand) => engine.values(engine.expression(operand)));
  const passes = engine.passes(filters);
  const emptyMatches =
    empties.length === 0
      ? 0
      : countOf(
          engine,
          (place) => passes(place) && empties.some((values) => (values[place] ?? null) === null),
        );
  return {
    count,
    total: engine.rows.count,
    warnings: [...compiled.warnings],
    empty_matches: emptyMatches,
    without_empty: emptyMatches > 0 ? withoutEmpty(text, operands) : null,
    errors,
  };
}

/** A clause in the other way of writing, or the reason why there is none. */
export function otherForm(text: string, schema: Schema): Questions["translate"]["result"] {
  const form = isMongo(text) ? "infix" : "mongo";
  try {
    return { ...translate(text, schema, form, true), form };
  } catch (error) {
    throw error instanceof QueryError ? new Refusal(error.failure(text)) : error;
  }
}

function names({ schema: { columns, tables = [] } }: Engine): string[] {
  return [...columns.map(({ name }) => name), ...tables.flatMap((own) => Object.keys(own))];
}

function countOf(engine: Engine, passes: (place: number) => boolean): number {
  let count = 0;
  for (let place = 0; place < engine.rows.count; place++) if (passes(place)) count += 1;
  return count;
}
