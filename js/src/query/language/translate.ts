/** An expression in the other way of writing, where that can say the same. */
import { QueryError } from "../errors";
import type { Schema } from "../kinds";
import { readCondition, readExpression, Typer } from "../typing";
import { isMongo, parse, parseKey } from "./parse";
import { ToInfix } from "./to-infix";
import { ToMongo } from "./to-mongo";
import { Unsayable } from "./write";
import { writeInfix } from "./write-infix";
import { writeMongo } from "./write-mongo";

export type Form = "mongo" | "infix";

interface Translation {
  /** Null where the other way of writing cannot say it. */
  readonly text: string | null;
  /** What a reader should know of the difference, or why there is no text; often empty. */
  readonly note: string;
}

/**
 * Says an expression in MongoDB's form or in the infix form; both answer the same for every row.
 *
 * @param isCondition whether it filters rows: then the infix form is made a condition, as it must be
 * @throws QueryError where the expression itself does not fit the schema
 */
export function translate(text: string, schema: Schema, to: Form, isCondition: boolean): Translation {
  const read = isCondition ? readCondition : readExpression;
  read(text, schema);
  if (isMongo(text) === (to === "mongo")) return { text, note: "" };
  const { names } = new Typer(text, schema);
  const tree = (isCondition ? parse : parseKey)(text, names);
  let found: string;
  let notes: ReadonlySet<string>;
  try {
    if (to === "mongo") {
      const forward = new ToMongo(text, schema);
      found = writeMongo(forward.tree(tree));
      notes = forward.notes;
    } else {
      const backward = new ToInfix(text, schema);
      found = writeInfix(isCondition ? backward.condition(tree) : backward.tree(tree), names);
      notes = backward.notes;
      if (isMongo(found)) found = `(${found})`;
    }
  } catch (reason) {
    if (reason instanceof Unsayable) return { text: null, note: reason.message };
    throw reason;
  }
  if (isMongo(found) !== (to === "mongo"))
    return { text: null, note: "The translation would be read as the other form." };
  try {
    read(found, schema);
  } catch (error) {
    if (error instanceof QueryError)
      return { text: null, note: `The other form cannot say it: ${error.message}` };
    throw error;
  }
  return { text: found, note: [...notes].join(" ") };
}
