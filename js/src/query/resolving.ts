/** What the names in an expression mean: columns, fields of elements, and what operators bind. */
import { nearName, QueryError, quoted, type Span } from "./errors";
import { NO_FACTS, ofAny, ofColumn } from "./facts";
import { fieldOf, joinAll, NULL } from "./kinds";
import { ANY, type Field, type Variable } from "./language/tree";
import { boundNode, structNode } from "./nodes";
import type { Node } from "./typed";
import type { Typer } from "./typing";

/** A path: a field of an element around it, or a column and what is in it. */
export function typeField(typer: Typer, tree: Field): Node {
  const { path, span: at } = tree;
  const [first = ""] = path;
  if (tree.elementFirst)
    for (const binding of [...typer.bindings].reverse()) {
      if (first === binding.name) return typer.member(boundNode(binding, at), path.slice(1), at);
      if (fieldOf(binding.kind, first)) return typer.member(boundNode(binding, at), path, at);
    }
  if (tree.table === ANY) return ofAnyTable(typer, tree);
  const found = columnsOf(typer, tree);
  for (let length = path.length; length > 0; length--) {
    const name = found(path.slice(0, length).join("."));
    if (name !== null) return typer.member(column(typer, name, at), path.slice(length), at);
  }
  throw unknownColumn(typer, tree);
}

/** What a path of any table may be where it is no condition. */
function ofAnyTable(typer: Typer, tree: Field): Node {
  const found: Node[] = [];
  let lacking: QueryError | null = null;
  for (const table of (typer.schema.tables ?? [null]).keys())
    try {
      found.push(typeField(typer, { ...tree, table }));
    } catch (error) {
      if (!(error instanceof QueryError && error.isUnknownColumn)) throw error;
      lacking ??= error;
    }
  const [first] = found;
  if (first === undefined) throw lacking ?? unknownColumn(typer, tree);
  return { ...first, kind: joinAll(found.map((node) => node.kind)), facts: ofAny(found) };
}

function column(typer: Typer, name: string, at: Span): Node {
  const known = typer.schema.columns.find((each) => each.name === name);
  if (known === undefined) throw typer.error("name", `There is no column ${quoted(name)}.`, at);
  if (known.derived) {
    const { node, columns } = known.derived;
    for (const each of columns) typer.used.add(each);
    const { kind, facts = NO_FACTS, isSimple = false } = node;
    // What it binds is its own.
    return { span: at, kind, facts, isSimple, run: (frame) => node.run({ row: frame.row, bound: [] }) };
  }
  if (known.kind.name === "other")
    throw typer.error("type", `The column ${quoted(name)} holds values that cannot be asked.`, at);
  typer.used.add(name);
  const { kind } = known;
  const facts = ofColumn(kind, known.facts);
  return { span: at, kind, facts, isSimple: true, run: (frame) => frame.row.get(name) ?? null };
}

type Names = (name: string) => string | null;

/** What the names that a path may begin with mean. */
function columnsOf(typer: Typer, tree: Field): Names {
  const { tables = [], focus = null } = typer.schema;
  const own: Names = (name) => (typer.columns.has(name) ? name : null);
  const of = (table: number): Names => {
    const names = tables[table] ?? {};
    return (name) => (Object.hasOwn(names, name) ? (names[name] ?? null) : null);
  };
  const { table, path } = tree;
  if (tables.length === 0) {
    if (table === null || table === 0) return own;
    throw typer.error(
      "name",
      `Table ${table} is not part of this query, only $0 is.`,
      tree.span,
      `Write $0.${path.join(".")}.`,
    );
  }
  const beginnings = path.map((_, at) => path.slice(0, path.length - at).join("."));
  if (focus !== null && table === null)
    return beginnings.some((name) => of(focus)(name) !== null) ? of(focus) : own;
  if (typeof table === "number") {
    if (table < tables.length) return of(table);
    const last = tables.length - 1;
    throw typer.error(
      "name",
      `Table ${table} is not part of this query, which has $0 to $${last}.`,
      tree.span,
    );
  }
  for (const name of beginnings) {
    if (own(name) !== null) break;
    const owners = [...tables.keys()].filter((number) => of(number)(name) !== null);
    const [first] = owners;
    if (owners.length > 1) {
      const readings = owners.map((number) => `$${number}.${path.join(".")}`);
      throw typer.error(
        "name",
        `${quoted(name)} is a column of ${owners.length} tables.`,
        tree.span,
        `Write ${readings.join(" or ")}.`,
        readings[0] ?? null,
      );
    }
    if (first !== undefined) return of(first);
  }
  return own;
}

function unknownColumn(typer: Typer, tree: Field): QueryError {
  const name = tree.path[0] ?? "";
  const { tables = [], focus = null, labels = [] } = typer.schema;
  const table = typeof tree.table === "number" ? tree.table : focus;
  const known = table === null || tables.length === 0 ? [...typer.names] : Object.keys(tables[table] ?? {});
  const fields = typer.bindings.flatMap((binding) => binding.kind.fields.map(([key]) => key));
  const names = tree.elementFirst ? [...fields, ...known] : known;
  const close = nearName(name, names);
  const source = typer.source(tree.span);
  const offset = source.indexOf(name);
  let { start, end } = tree.span;
  if (offset >= 0) {
    start += offset;
    end = start + name.length;
  }
  let replacement = close;
  if (close !== null && tree.elementFirst && source[offset - 1] !== "`") {
    const isPlain = known.includes(close) || /^[\p{L}_][\p{L}\p{N}_]*$/u.test(close);
    replacement = isPlain ? close : `\`${close}\``;
  }
  const hasNothingInside = typer.bindings.at(-1)?.kind.name === "null";
  let hint: string | null = null;
  if (close !== null) hint = `Did you mean ${quoted(close)}?`;
  // What is looked into is missing itself, so that nothing is known of its elements.
  else if (tree.elementFirst && hasNothingInside && typer.notices.length > 0)
    hint = typer.notices.at(-1)?.message ?? null;
  else if (names.length > 0) {
    const unique = [...new Set(names)];
    hint = `There is ${unique.slice(0, 8).join(", ")}${unique.length > 8 ? " and more" : ""}.`;
  }
  const where = fields.length > 0 && tree.elementFirst ? "field or column" : "column";
  const label = tables.length > 0 && table !== null ? labels[table] : undefined;
  const message = `${label === undefined ? "There is" : `${label} has`} no ${where} ${quoted(name)}.`;
  return new QueryError("name", message, { start, end }, hint, replacement, true);
}

/** `$$name`: a value that an operator binds, or the whole row. */
export function typeVariable(typer: Typer, tree: Variable): Node {
  const { name, span: at } = tree;
  for (const binding of [...typer.bindings].reverse())
    if (binding.name === name) return typer.member(boundNode(binding, at), tree.path, at);
  if (name === "ROOT" || name === "CURRENT") return wholeRow(typer, at);
  if (name === "REMOVE")
    return { span: at, kind: NULL, run: () => null, isSimple: true, isLiteral: true, value: null };
  const known = typer.bindings.map((binding) => binding.name);
  const close = nearName(name, known);
  let hint = "Variables exist inside $let, $map, $filter, $reduce.";
  if (close) hint = `Did you mean $$${close}?`;
  else if (known.length > 0) hint = `There is ${known.map((each) => `$$${each}`).join(", ")}.`;
  const replacement = close ? typer.source(at).replace(`$$${name}`, () => `$$${close}`) : null;
  throw typer.error("name", `Undefined variable $$${name}.`, at, hint, replacement);
}

function wholeRow(typer: Typer, at: Span): Node {
  const columns = typer.schema.columns.filter(
    (each) => (each.derived?.node.kind ?? each.kind).name !== "other",
  );
  return structNode(
    columns.map((each) => [each.name, column(typer, each.name, at)]),
    at,
  );
}
