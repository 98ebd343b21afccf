/** The clause that keeps the rows of a group of compared tables; see `dsviz_widget/query/lane_clauses.py`. */
import { withFields } from "../query/any-table";
import { NOWHERE } from "../query/errors";
import { compile, Instant, isFailure, type Kind, type Schema, type Value } from "../query/index";
import { parseKey } from "../query/language/parse";
import {
  ANY,
  type Call,
  type Constant,
  callOf,
  type Field,
  literal,
  type TableName,
  type Tree,
} from "../query/language/tree";
import { Unsayable } from "../query/language/write";
import { writeInfix } from "../query/language/write-infix";
import { writeMongo } from "../query/language/write-mongo";
import { isList, isObjectValue } from "../query/values";

/** Operators whose arguments after the first look at values that they bind. */
const BINDING = new Set(["$let", "$filter", "$map", "$reduce", "$sortArray", "any", "all", "none", "count"]);

/**
 * In the infix form, or in MongoDB's where that cannot say it; null where neither can.
 *
 * @param by what the tables are grouped by: bare names, and `$*`, are of each table by itself
 * @param kind of the keys
 */
export function groupClause(
  by: string,
  key: Value,
  kind: Kind,
  table: TableName,
  schema: Schema,
): string | null {
  const { columns, tables = [] } = schema;
  const names = [...columns.map(({ name }) => name), ...tables.flatMap((own) => Object.keys(own))];
  const read = parseKey(by, names);
  const tree = schema.tables ? ofTable(read, table, tables) : read;
  if (tree === null) return null;
  const value = literal(constantOf(key, kind), NOWHERE);
  const call = (operator: string, ...args: Tree[]) => callOf(operator, args, NOWHERE, NOWHERE);
  const tests = [
    () => writeInfix(value.value === null ? call("is null", tree) : call("==", tree, value), names),
    () => writeMongo(call("$eq", tree, value)),
  ];
  for (const write of tests) {
    let text: string;
    try {
      text = write();
    } catch (reason) {
      if (!(reason instanceof Unsayable)) throw reason;
      continue;
    }
    if (!isFailure(compile(text, schema))) return text;
  }
  return null;
}

/** A tree whose names are of one table; null where a name may as well be a field of a list. */
function ofTable(tree: Tree, table: TableName, tables: NonNullable<Schema["tables"]>): Tree | null {
  const names = new Set(tables.flatMap((own) => Object.keys(own)));
  const isOwn = ({ table: given, path }: Field) =>
    given === null && path.some((_, at) => names.has(path.slice(0, at + 1).join(".")));
  const isLooking = callsIn(tree).some(
    (call) => BINDING.has(call.operator) && childrenOf(call).slice(1).flatMap(fieldsIn).some(isOwn),
  );
  if (isLooking) return null;
  return withFields(tree, (field) =>
    isOwn(field) || field.table === ANY ? { ...field, table, elementFirst: false } : field,
  );
}

function childrenOf(tree: Tree): readonly Tree[] {
  if (tree.type === "call") return [...tree.args, ...tree.named.map(({ value }) => value)];
  if (tree.type === "list") return tree.items;
  return tree.type === "struct" ? tree.fields.map(({ value }) => value) : [];
}

function callsIn(tree: Tree): Call[] {
  return [...(tree.type === "call" ? [tree] : []), ...childrenOf(tree).flatMap(callsIn)];
}

function fieldsIn(tree: Tree): Field[] {
  return [...(tree.type === "field" ? [tree] : []), ...childrenOf(tree).flatMap(fieldsIn)];
}

/** A key as a text would have it: whole numbers stay whole, others keep their point. */
function constantOf(value: Value, kind: Kind): Constant {
  if (value === null || value === undefined) return null;
  if (typeof value === "number") {
    const isWhole = kind.name === "number" ? kind.integer : Number.isInteger(value);
    return isWhole ? BigInt(value) : value;
  }
  if (value instanceof Instant) return value;
  if (isList(value)) return value.map((item) => constantOf(item, kind.element ?? kind));
  if (!isObjectValue(value)) return value as Constant;
  const kinds = new Map(kind.fields);
  return new Map(
    Object.entries(value).map(([name, inner]) => [
      name,
      constantOf(inner, kinds.get(name) ?? kind.element ?? kind),
    ]),
  );
}
