/** Which rows of a table in the page match, and in which order: what DuckDB answers behind a notebook. */

import { RowFailure } from "../query/compile";
import {
  type Column,
  type Compiled,
  compareValues,
  compile,
  compileKey,
  isFailure,
  type Kind,
  type Schema,
  type Value,
} from "../query/index";
import { isList, isObjectValue } from "../query/values";

import type { Clause, Query } from "../wire";
import { asNumber } from "./axis";
import { Kept } from "./kept";
import { schemaOf } from "./kinds-said";
import type { PageRows } from "./page-rows";
import type { TableSaid } from "./page-wire";
import { extended } from "./plain-values";
import { Refusal, refusal } from "./refusal";

/** Answers that are kept for the next question, and expressions: a clause is one more with each letter typed. */
export const KEPT = 64;

/** A table with the columns that a query derives. */
export class Engine {
  readonly schema: Schema & { columns: readonly Column[] };
  readonly #read = new Kept<Compiled>(KEPT);
  readonly #cells = new Kept<Value[]>(KEPT);
  readonly #numbers = new Map<string, (number | null)[]>();
  readonly #kept = new Kept<number[]>(KEPT);

  private constructor(
    readonly rows: PageRows,
    readonly said: TableSaid,
    columns: readonly Column[],
    readonly derived: readonly { name: string; compiled: Compiled }[],
  ) {
    this.schema = { ...schemaOf(said.schema), columns };
  }

  static of(rows: PageRows, said: TableSaid): Engine {
    return new Engine(rows, said, schemaOf(said.schema).columns, []);
  }

  /** The table with more columns; the expression of each may use those before it. */
  with(derive: readonly { name: string; text: string }[]): Engine {
    let engine: Engine = this;
    for (const { name, text } of derive) {
      if (engine.schema.columns.some((column) => column.name === name))
        throw refusal("name", `There is a column '${name}' already.`, "Take another name.");
      const compiled = engine.expression(text);
      const column = { name, kind: compiled.kind, derived: compiled };
      const derived = [...engine.derived, { name, compiled }];
      engine = new Engine(this.rows, this.said, [...engine.schema.columns, column], derived);
    }
    return engine;
  }

  /** A clause of a filter; what makes no sense is refused, with the place of the clause. */
  clause(text: string, index: number | null = null): Compiled {
    return this.#compiled(`? ${text}`, () => compile(text, this.schema), index);
  }

  /** An expression to sort, group or count by. */
  expression(text: string): Compiled {
    return this.#compiled(`= ${text}`, () => compileKey(text, this.schema), null);
  }

  #compiled(key: string, make: () => ReturnType<typeof compile>, index: number | null): Compiled {
    return this.#read.get(key, () => {
      const made = make();
      if (isFailure(made)) throw new Refusal({ ...made, clause: index });
      return made;
    });
  }

  column(name: string): Column | undefined {
    return this.schema.columns.find((column) => column.name === name);
  }

  kind(name: string): Kind {
    const found = this.column(name);
    if (!found) throw refusal("name", `There is no column '${name}'.`);
    return found.kind;
  }

  /** All cells of a column, also of one that an expression makes, which is empty where that stops with an error. */
  cells(name: string): Value[] {
    const made = this.derived.find((one) => one.name === name);
    return made ? this.values(made.compiled) : this.rows.cells(name);
  }

  /** The value of an expression on every row, kept by its text. */
  values(compiled: Compiled): Value[] {
    return this.#cells.get(compiled.text, () => this.evaluate(compiled));
  }

  /** The value of an expression on every row; empty where it stops with an error. */
  evaluate(compiled: Compiled): Value[] {
    return Array.from({ length: this.rows.count }, (_, place) =>
      orEmpty(compiled.value(this.rows.row(place))),
    );
  }

  /** A column of numbers or points in time as doubles, as axes have them. */
  numbers(name: string): (number | null)[] {
    let found = this.#numbers.get(name);
    if (!found) {
      found = this.cells(name).map(asNumber);
      this.#numbers.set(name, found);
    }
    return found;
  }

  /** Whether each row passes the clauses; those at `but` are left out. */
  passes(filters: readonly Clause[], but: readonly number[] = []): (place: number) => boolean {
    const tests = filters.flatMap((clause, index) => {
      if (!clause.on || but.includes(index)) return [];
      const compiled = this.clause(clause.text, index);
      return [
        (place: number) => {
          const found = compiled.test(this.rows.row(place));
          // A row on which a clause stops with an error is kept neither by it nor by its opposite.
          return typeof found === "boolean" && found !== clause.negated;
        },
      ];
    });
    return (place) => tests.every((test) => test(place));
  }

  /** The places of the rows that match, as the table has them; of a query with a limit the first ones of the view. */
  matching(query: Query): number[] {
    if (query.limit !== null) return this.order(query).toSorted((a, b) => a - b);
    return this.#kept.get(`m ${JSON.stringify(query.filters)}`, () => {
      const passes = this.passes(query.filters);
      const found: number[] = [];
      for (let place = 0; place < this.rows.count; place++) if (passes(place)) found.push(place);
      return found;
    });
  }

  /** The places of the rows that match, in the order of the view. */
  order(query: Query): number[] {
    const keys = this.rowKeys(query);
    const found = this.#kept.get(`o ${JSON.stringify([query.filters, keys])}`, () =>
      this.sorted(this.matching({ ...query, limit: null }), keys),
    );
    return query.limit === null ? found : found.slice(0, query.limit);
  }

  /** Rows in an order; those that are equal in it stay as the table has them. */
  sorted(places: readonly number[], keys: readonly Query["sort"][number][]): number[] {
    const by = keys.flatMap((key) => {
      const compiled = this.expression(key.by);
      // A constant orders nothing.
      if (compiled.node.isLiteral) return [];
      const values = compiled.kind.name === "mixed" ? this.#mixed(compiled) : this.values(compiled);
      return [{ values, way: key.descending ? -1 : 1 }];
    });
    return places.toSorted((a, b) => {
      for (const { values, way } of by) {
        const found = compareValues(values[a], values[b]);
        if (found !== 0) return way * found;
      }
      return a - b;
    });
  }

  /** Values that differ in kind, as rows are sorted by them: what is a list or an object goes by its text. */
  #mixed(compiled: Compiled): Value[] {
    const texts = this.rows.texts(compiled.text.trim().replace(/^`|`$/g, ""));
    return this.values(compiled).map((value, place) => {
      const isNested = isList(value) || isObjectValue(value);
      if (!isNested) return value;
      const text = texts?.[place] ?? JSON.stringify(extended(value));
      return isList(value) ? [text] : { text };
    });
  }

  /** The sort keys that order rows; in a query with groups others order the groups. */
  rowKeys({ group_by, sort, agg = [] }: Query): Query["sort"] {
    if (group_by.length === 0) return sort;
    return sort.filter(({ by }) => !isGroupSort(group_by, agg, by));
  }
}

function orEmpty(value: Value | RowFailure): Value {
  return value instanceof RowFailure ? null : value;
}

const MEASURE = /^(mean|std|sum|min|max)\((.+)\)$/s;

/** A figure of groups that a sort key names: its function, and what it is of. */
export function measureOf(text: string): { name: string; of: string } | null {
  if (text === "count") return { name: "count", of: "" };
  const found = MEASURE.exec(text);
  return found ? { name: found[1] as string, of: found[2] as string } : null;
}

/** Whether a sort key orders groups rather than the rows in them. */
export function isGroupSort(keys: readonly string[], agg: readonly object[], by: string): boolean {
  return (
    keys.includes(by) || measureOf(by) !== null || agg.some((one) => (one as { name?: string }).name === by)
  );
}
