import { describe, expect, it } from "vitest";
import {
  compile,
  compileKey,
  failureInRow,
  isFailure,
  isMongo,
  RowFailure,
  type Schema,
} from "../../src/query";
import { QueryError } from "../../src/query/errors";
import { translate } from "../../src/query/language/translate";
import { compareValues, isTrue, type Value } from "../../src/query/values";
import type { Failure, Warning } from "../../src/wire";
import { agree, answerOf, STOPPED } from "./agreement";
import text from "./conformance.jsonl?raw";
import { type ArrowTable, type Facts, readTable, schemaWith } from "./tables";

interface Case {
  case: string;
  on: string;
  text: string;
  answers: unknown[];
  unordered?: boolean;
}
interface Said {
  says: string;
  on: string;
  as_condition: boolean;
  failure?: Omit<Failure, "clause">;
  warnings?: Warning[];
}
interface Translated {
  translates: string;
  on: string;
  as_value?: boolean;
  to?: string | null;
  note?: string;
  message?: string;
  hint?: string | null;
}
interface RowError {
  row_error: string;
  on: string;
  sentence: string;
}

const lines: Record<string, unknown>[] = text
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line));
const having = <T>(key: string) => lines.filter((line) => key in line) as T[];

const tables = new Map(
  having<{ table: string; arrow: string }>("table").map(({ table, arrow }) => [table, readTable(arrow)]),
);
const extras = new Map(
  having<{ table: string; schema?: Omit<Schema, "columns"> }>("table").map(({ table, schema }) => [
    table,
    schema,
  ]),
);
const facts = new Map(
  having<{ table: string; facts?: Facts }>("table").map((line) => [line.table, line.facts ?? {}]),
);
const schemaOf = (name: string): Schema => ({
  ...extras.get(name),
  ...schemaWith(tableOf(name).columns, facts.get(name) ?? {}),
});
const tableOf = (name: string) => tables.get(name) as ArrowTable;

/** The answers for all rows, or what is wrong with the text. */
function ask({ text: asked, on }: Case, isFilter: boolean): Value[] | Failure {
  const table = tableOf(on);
  const compiled = (isFilter ? compile : compileKey)(asked, schemaOf(on));
  if (isFailure(compiled)) return compiled;
  const row = table.cursor();
  return Array.from({ length: table.rowCount }, (_, at) => {
    row.index = at;
    const found = isFilter ? compiled.test(row) : compiled.value(row);
    return found instanceof RowFailure ? STOPPED : found;
  });
}

/** What stops MongoDB on every row that is not empty may be refused at once. */
function isRefusal(found: Value[] | Failure, wanted: readonly Value[]): boolean {
  if (Array.isArray(found) || !["type", "value"].includes(found.kind)) return false;
  return wanted.includes(STOPPED) && wanted.every((answer) => answer === STOPPED || answer === null);
}

const sorted = (answer: Value) => (Array.isArray(answer) ? answer.toSorted(compareValues) : answer);

/** What a case finds wrong, or "". */
function wrongIn(one: Case): string {
  const wanted = one.answers.map(answerOf);
  const found = ask(one, false);
  if (isRefusal(found, wanted)) return "";
  if (!Array.isArray(found)) return `refused: ${found.message} ${found.hint}`;
  const order = (answer: Value) => (one.unordered ? sorted(answer) : answer);
  const wrong = wanted.flatMap((answer, at) => (agree(order(found[at] ?? null), order(answer)) ? [] : [at]));
  return wrong.length > 0 ? `rows ${wrong}: found ${show(found)}, wanted ${show(wanted)}` : "";
}

const show = (values: readonly Value[]) =>
  JSON.stringify(values, (_, value) =>
    typeof value === "bigint" ? `${value}n` : Number.isNaN(value) ? "NaN" : value,
  );

describe("every case of the language", () => {
  for (const one of having<Case>("case")) it(one.case, () => expect(wrongIn(one)).toBe(""));
});

describe("every case that is a condition, as a filter", () => {
  for (const one of having<Case>("case")) {
    const wanted = one.answers.map(answerOf);
    if (!wanted.every((answer) => answer === STOPPED || answer === null || typeof answer === "boolean"))
      continue;
    it(one.case, () => {
      const found = ask(one, true);
      if (isRefusal(found, wanted)) return;
      // A row on which MongoDB stops is kept neither by a filter nor by its opposite.
      expect(found).toEqual(wanted.map((answer) => (answer === STOPPED ? STOPPED : isTrue(answer))));
    });
  }
});

describe("what a bad text is answered", () => {
  for (const { says, on, as_condition, failure, warnings } of having<Said>("says"))
    it(`${on}: ${says}`, () => {
      const found = (as_condition ? compile : compileKey)(says, schemaOf(on));
      if (failure) expect(found).toEqual({ ...failure, clause: null });
      else expect(isFailure(found) ? found : found.warnings).toEqual(warnings);
    });
});

/** A text in the other form, or what is said of it. */
function translated({ translates: asked, on, as_value }: Translated) {
  try {
    const { text, note } = translate(asked, schemaOf(on), isMongo(asked) ? "infix" : "mongo", !as_value);
    return { to: text, ...(note ? { note } : {}) };
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    return { message: error.message, hint: error.hint };
  }
}

describe("every text in the other way of writing, and back", () => {
  for (const line of having<Translated>("translates")) {
    const { translates, on, as_value, ...wanted } = line;
    it(`${on}: ${translates}${as_value ? " as a value" : ""}`, () => {
      expect(translated(line)).toEqual(wanted);
    });
  }
});

describe("what is said of a row on which an expression stops", () => {
  for (const { row_error, on, sentence } of having<RowError>("row_error"))
    it(row_error, () => {
      const table = tableOf(on);
      const compiled = compileKey(row_error, table.columns);
      if (isFailure(compiled)) throw new Error(compiled.message);
      const row = table.cursor();
      for (; row.index < table.rowCount; row.index++) {
        const found = compiled.value(row);
        if (!(found instanceof RowFailure)) continue;
        expect(failureInRow(found, row_error, row.index, null).message).toBe(sentence);
        return;
      }
      throw new Error("it stops on no row");
    });
});
