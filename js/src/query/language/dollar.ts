/** What a text of MongoDB's form means: `'$0.road'`, `'$*.road'`, `'$$box.score'`, or itself. */
import { QueryError, quoted, type Span } from "../errors";
import { checkVariable } from "./refused";
import { checkPath } from "./tokens";
import { ANY, type Field, literal, type TableName, type Tree } from "./tree";

export function readString(value: string, at: Span): Tree {
  if (value.startsWith("$$")) return readVariable(value, at);
  if (!value.startsWith("$")) return literal(value, at);
  if (value === "$")
    throw new QueryError(
      "syntax",
      "'$' names no column.",
      at,
      "The text is {$literal: '$'}; a column '$0.name'.",
    );
  let path = value.slice(1).split(".");
  const first = path[0] ?? "";
  let table: TableName | null = null;
  if (path.length > 1 && (/^\d+$/.test(first) || first === ANY)) {
    table = first === ANY ? ANY : Number(first.slice(0, 6));
    path = path.slice(1);
  }
  if (path.includes(""))
    throw new QueryError(
      "syntax",
      `${quoted(value)} has an empty name in its path.`,
      at,
      "Write '$0.column' or '$0.column.field'.",
    );
  checkPath(path, at);
  return fieldTree(path, table, false, at);
}

export function fieldTree(
  path: readonly string[],
  table: TableName | null,
  elementFirst: boolean,
  at: Span,
): Field {
  return { type: "field", path, table, elementFirst, span: at };
}

/** The variable that `$$name.path` names. */
export function readVariable(value: string, at: Span): Tree {
  const [name = "", ...path] = value.slice(2).split(".");
  if (!/^[A-Za-z_][\p{L}\p{N}_]*$/u.test(name) || path.includes(""))
    throw new QueryError("syntax", `${quoted(value)} is no variable.`, at, "Write '$$name' or '$$name.x'.");
  checkVariable(name, at);
  checkPath(path, at);
  if ((name === "ROOT" || name === "CURRENT") && path.length > 0) return fieldTree(path, null, false, at);
  return { type: "variable", name, path, span: at };
}
