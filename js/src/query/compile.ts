/** From the text of an expression to what computes it on a row. */
import type { Failure, Warning } from "../wire";
import { charactersIn, QueryError, RowStop, type Span } from "./errors";
import type { Column, Kind, Schema } from "./kinds";
import type { Node } from "./typed";
import { readCondition, readExpression, type Typer } from "./typing";
import { isTrue, type Row, type Value } from "./values";

/** A row on which an expression stops with an error. */
export class RowFailure {
  constructor(
    /** What was computed: `$divide of 3 and 0`. */
    readonly what: string,
    readonly at: Span,
  ) {}
}

/** An expression that fits a schema. */
export interface Compiled {
  readonly text: string;
  /** Of its values. */
  readonly kind: Kind;
  /** What computes it; a column that an expression makes is `{name, kind: compiled.kind, derived: compiled}`. */
  readonly node: Node;
  /** Columns of the table that it looks at; those that expressions make stand for what they look at. */
  readonly columns: readonly string[];
  /** What is legal and probably not meant. */
  readonly warnings: readonly Warning[];
  /** Whether a clause keeps the row. A row with a failure is kept neither by a clause nor by its opposite. */
  test(row: Row): boolean | RowFailure;
  /** Its value on the row; what is sorted, grouped and shown is empty where it is a failure. */
  value(row: Row): Value | RowFailure;
}

/** Whether `compile` answered with what is wrong. */
export function isFailure(answer: Compiled | Failure): answer is Failure {
  return "message" in answer;
}

/** The clause of a filter in whichever form it is written, or what is wrong with it. */
export function compile(text: string, schema: Schema | readonly Column[]): Compiled | Failure {
  return compiled(text, schema, readCondition);
}

/** An expression to sort, group or derive by, where the bare name of a column is that column, whatever it holds. */
export function compileKey(text: string, schema: Schema | readonly Column[]): Compiled | Failure {
  return compiled(text, schema, readExpression);
}

/** What Python says of the first row on which an expression stops. */
export function failureInRow(failure: RowFailure, text: string, row: number, clause: number | null): Failure {
  return {
    kind: "row",
    message: `${failure.what} in row ${row}, which is an error.`,
    ...charactersIn(text, failure.at),
    hint: "on_error('null') leaves such values empty instead.",
    replacement: null,
    clause,
  };
}

function compiled(
  text: string,
  given: Schema | readonly Column[],
  read: (text: string, schema: Schema) => { node: Node; typer: Typer },
): Compiled | Failure {
  const schema: Schema = "columns" in given ? given : { columns: given };
  try {
    const { node, typer } = read(text, schema);
    const value = (row: Row): Value | RowFailure => {
      try {
        return node.run({ row, bound: [] }) ?? null;
      } catch (stop) {
        if (stop instanceof RowStop) return new RowFailure(stop.what, stop.at);
        throw stop;
      }
    };
    return {
      text,
      kind: node.kind,
      node,
      columns: [...typer.used],
      warnings: typer.notices.map(({ message, at }) => ({ message, ...charactersIn(text, at) })),
      value,
      test(row) {
        const found = value(row);
        return found instanceof RowFailure ? found : isTrue(found);
      },
    };
  } catch (error) {
    if (error instanceof QueryError) return error.failure(text);
    throw error;
  }
}
