/** Answers expressions for Python's tests, a line of JSON for a line of JSON: first a table, then texts. */
import { compileKey, isFailure, isMongo, RowFailure } from "../../src/query";
import { QueryError } from "../../src/query/errors";
import { translate } from "../../src/query/language/translate";
import { Instant, isObjectValue, type Value } from "../../src/query/values";
import { type ArrowTable, type Facts, readTable, schemaWith } from "./tables";

let table: ArrowTable;
let facts: Facts = {};

/** The answer to a line: nothing for a table; for a text its values on all rows, or what is wrong with it. */
export function answer(line: string): string {
  const asked = JSON.parse(line) as { arrow?: string; facts?: Facts; text: string; translate?: boolean };
  if (asked.arrow !== undefined) {
    table = readTable(asked.arrow);
    facts = asked.facts ?? {};
    return "{}";
  }
  if (asked.translate) return JSON.stringify(translated(asked.text));
  const compiled = compileKey(asked.text, table.columns);
  if (isFailure(compiled)) return JSON.stringify({ failure: compiled });
  const row = table.cursor();
  const answers = Array.from({ length: table.rowCount }, (_, at) => {
    row.index = at;
    const found = compiled.value(row);
    return found instanceof RowFailure ? { $error: true } : json(found);
  });
  return JSON.stringify({ answers });
}

/** A filter in the other form, or what is said of it. */
function translated(text: string) {
  try {
    return translate(text, schemaWith(table.columns, facts), isMongo(text) ? "infix" : "mongo", true);
  } catch (error) {
    if (error instanceof QueryError) return { failure: error.failure(text) };
    throw error;
  }
}

/** A value as JSON, in which objects of one word say what JSON cannot. */
function json(value: Value): unknown {
  if (value instanceof Instant) return { $date: value.toString() };
  if (typeof value === "bigint") return { $numberLong: String(value) };
  if (typeof value === "number" && !Number.isFinite(value)) return { $numberDouble: String(value) };
  if (Array.isArray(value)) return value.map(json);
  if (isObjectValue(value))
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, json(inner)]));
  return value ?? null;
}
