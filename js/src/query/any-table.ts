/** `$*.iou < 0.5`: a condition on any of several tables, told as one condition on each. */
import { QueryError } from "./errors";
import { ANY, callOf, type Field, type Tree } from "./language/tree";
import type { Node } from "./typed";
import type { Typer } from "./typing";

/** A tree in which every path to a column is changed. */
export function withFields(tree: Tree, change: (field: Field) => Field): Tree {
  switch (tree.type) {
    case "field":
      return change(tree);
    case "list":
      return { ...tree, items: tree.items.map((item) => withFields(item, change)) };
    case "struct":
      return {
        ...tree,
        fields: tree.fields.map((entry) => ({ ...entry, value: withFields(entry.value, change) })),
      };
    case "call":
      return {
        ...tree,
        args: tree.args.map((item) => withFields(item, change)),
        named: tree.named.map((entry) => ({ ...entry, value: withFields(entry.value, change) })),
      };
    default:
      return tree;
  }
}

/** The first path in a tree that is of any table. */
export function firstOfAny(tree: Tree): Field | null {
  let found: Field | null = null;
  withFields(tree, (field) => {
    if (field.table === ANY) found ??= field;
    return field;
  });
  return found;
}

/**
 * A condition that holds where it does for one of the tables that have the row. Several `$*` in it mean the same
 * table; tables that lack a column have no such row.
 */
export function typeAny(typer: Typer, tree: Tree): Node {
  const { tables = [], present = [], focus = null } = typer.schema;
  const numbers = focus !== null ? [focus] : [...Array(Math.max(1, tables.length)).keys()];
  const parts: Tree[] = [];
  const lacking: QueryError[] = [];
  for (const table of numbers) {
    const part = withFields(tree, (field) => (field.table === ANY ? { ...field, table } : field));
    let typed: Node;
    try {
      typed = typer.type(part);
    } catch (error) {
      if (!(error instanceof QueryError && error.isUnknownColumn)) throw error;
      lacking.push(error);
      continue;
    }
    if (numbers.length === 1) return typed;
    if (typed.kind.name !== "boolean" && typed.kind.name !== "null") throw noValue(typer, tree);
    const column = present[table];
    const there = column === undefined ? null : presence(column, part);
    parts.push(there ? callOf("$and", [there, part], part.span, part.span) : part);
  }
  const [first] = lacking;
  if (parts.length === 0 && first) throw first;
  for (const error of lacking) typer.warn(error.message, tree.span);
  const found = typer.type(callOf("$or", parts, tree.span, tree.span));
  const seen = new Map(
    typer.notices.map((notice) => [`${notice.at.start} ${notice.at.end} ${notice.message}`, notice]),
  );
  typer.notices = [...seen.values()];
  return found;
}

function presence(column: string, part: Tree): Field {
  return { type: "field", path: [column], table: null, elementFirst: false, span: part.span };
}

function noValue(typer: Typer, tree: Tree): QueryError {
  const field = firstOfAny(tree) as Field;
  const path = field.path.join(".");
  return typer.error(
    "type",
    `$*.${path} is that column of every table, which is no single value.`,
    field.span,
    `Compare it, as in $*.${path} == $0.${path}, or name the table: $0.${path}.`,
    `$0.${path}`,
  );
}
