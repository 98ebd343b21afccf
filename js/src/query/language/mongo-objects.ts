/** What objects of MongoDB's form mean: an operator with its arguments, fields, or a mistake. */
import { QueryError, quoted, type Span } from "../errors";
import { OPERATORS } from "../operators/registry";
import { construct, EXTENDED } from "./constructors";
import { type Constant, callOf, type Entry, literal, namedCall, type StructTree, type Tree } from "./tree";

const LOGICAL = ["$and", "$or", "$not"];
const CONDITIONS = ["cond", "if", "case"];

/** Arguments given by name, before the operator they belong to is known to take names. */
export interface Named {
  readonly type: "named";
  readonly entries: readonly Entry[];
  readonly span: Span;
}

export function operatorOf(entries: readonly Entry[], at: Span): Tree {
  const [first, second] = entries as [Entry, Entry?];
  if (second === undefined) return callTree(first, at);
  if (second.name.startsWith("$"))
    throw new QueryError(
      "syntax",
      `An object holds one operator; found ${first.name} and ${second.name}.`,
      second.at,
      "Combine them with {$and: [{...}, {...}]}.",
    );
  throw beside(first.name, second.name, second.at);
}

function callTree(entry: Entry, at: Span): Tree {
  const { name: operator, at: operatorSpan } = entry;
  let value = entry.value as Tree | Named;
  if (operator === "$literal") return literal(constantOf(value as Tree), at);
  const extended = EXTENDED[operator];
  if (extended !== undefined) {
    if (value.type !== "literal")
      throw new QueryError("syntax", `${operator} takes a constant.`, at, `Write {${operator}: '...'}.`);
    return literal(construct(extended, [value.value], at), at);
  }
  if (value.type === "named") {
    if (!takesObject(operator, value)) {
      checkConditions(
        value.entries.filter(({ name }) => CONDITIONS.includes(name)).map((part) => part.value),
      );
      return namedCall(operator, value.entries, operatorSpan, at);
    }
    value = structOf(value.entries, value.span, false);
  }
  const args = value.type === "list" ? value.items : [value];
  if (LOGICAL.includes(operator)) checkConditions(args);
  if (operator === "$cond") checkConditions(args.slice(0, 1));
  return callOf(operator, args, operatorSpan, at);
}

/** Refuses an object as a condition: it is always true, and surely an operator was meant. */
function checkConditions(items: readonly Tree[]): void {
  for (const item of items) if (item.type === "struct" && item.fields.length > 0) throw notAnOperator(item);
}

/** Whether `{$operator: {a: 1}}` gives it one object rather than arguments by name. */
function takesObject(operator: string, value: Named): boolean {
  const known = OPERATORS.get(operator);
  if (known === undefined) return false;
  const takesOne = known.fewest <= 1 && known.most !== 0;
  return value.entries.length === 0 ? takesOne : takesOne && known.names.length === 0;
}

function beside(operator: string, field: string, at: Span): QueryError {
  return new QueryError(
    "syntax",
    `The operator ${operator} stands beside the field ${field}.`,
    at,
    `An object holds one operator or only fields: {${field}: {${operator}: ...}}.`,
  );
}

export function structOf(entries: readonly Entry[], at: Span, takesPaths: boolean): StructTree {
  for (const { name, at: nameAt } of entries) {
    if (name.startsWith("$")) throw beside(name, (entries[0] as Entry).name, nameAt);
    if (name.includes(".") && !takesPaths)
      throw new QueryError(
        "syntax",
        `The field ${quoted(name)} of an object has a dot in its name.`,
        nameAt,
        "Write an object inside the object, or use $setField.",
      );
  }
  return { type: "struct", fields: entries, span: at };
}

export function constantOf(item: Tree): Constant {
  if (item.type === "literal") return item.value;
  throw new QueryError(
    "value",
    "$literal takes numbers, texts, true, false, null, dates, lists and objects.",
    item.span,
    "Leave $literal out.",
  );
}

/** Refuses a whole expression that is an object with no operator where one was surely meant. */
export function checkDocument(tree: StructTree): void {
  if (tree.fields.length === 0)
    throw new QueryError("syntax", "{} holds no operator.", tree.span, "Write {$gt: ['$0.column', 1]}.");
  const values = tree.fields.map((entry) => entry.value);
  if (values.every(isConstant) || values.some(isHalf)) throw notAnOperator(tree);
  if (values.length === 1 && values[0]?.type === "list") throw notAnOperator(tree);
}

const isConstant = (tree: Tree) => tree.type === "literal" || tree.type === "regex";

/** Whether a call lacks the operand that find() takes from the key: `{$gt: 5}`. */
function isHalf(tree: Tree): boolean {
  if (tree.type !== "call") return false;
  if (tree.operator === "$in") return tree.args.every(isConstant);
  return ["$eq", "$ne", "$gt", "$gte", "$lt", "$lte"].includes(tree.operator) && tree.args.length < 2;
}

function notAnOperator(tree: StructTree): QueryError {
  const { name: key, at, value } = tree.fields[0] as Entry;
  if (OPERATORS.has(`$${key}`))
    return new QueryError("name", `${key} is not an operator.`, at, `Did you mean $${key}?`, `$${key}`);
  if (value.type === "literal" || value.type === "call" || value.type === "regex")
    return new QueryError(
      "syntax",
      `${key} is not an operator; this is the form of find(), not of an expression.`,
      tree.span,
      `Compare the column: {$eq: ['$0.${key}', ...]}.`,
    );
  return new QueryError(
    "syntax",
    `${key} is not an operator.`,
    at,
    `An operator starts with $: {$gt: ['$0.${key}', 1]}.`,
  );
}
