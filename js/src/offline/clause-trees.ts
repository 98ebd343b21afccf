/** Clauses read as trees: what `$lt` compares that may be empty, and an expression as one table has it. */
import { isMongo } from "../query/index";
import { parse, parseKey } from "../query/language/parse";
import type { Call, Field, Tree } from "../query/language/tree";

/** Ways of looking into lists, where a bare name may be that of an item's own field. */
const BINDING = new Set([
  "$filter",
  "$map",
  "$reduce",
  "$let",
  "any",
  "all",
  "$any",
  "$all",
  "$sum_by",
  "count",
]);

/** The texts that a clause of MongoDB's form compares with `$lt` or `$lte`, or the other way round, at its top. */
export function lowerOperands(text: string, names: readonly string[]): string[] {
  if (!isMongo(text)) return [];
  return operandsIn(parse(text, names)).map(({ span }) => text.slice(span.start, span.end));
}

function operandsIn(tree: Tree): Tree[] {
  if (tree.type !== "call") return [];
  const { operator } = tree;
  const args = argumentsOf(tree);
  if (operator === "$and") return args.flatMap(operandsIn);
  const [left, right] = args;
  if (!left || !right) return [];
  const isLess = operator === "$lt" || operator === "$lte";
  if (!isLess && operator !== "$gt" && operator !== "$gte") return [];
  const [small, large] = isLess ? [left, right] : [right, left];
  return large.type === "literal" && large.value !== null ? [small] : [];
}

function argumentsOf({ args }: Call): readonly Tree[] {
  const [only] = args;
  return args.length === 1 && only?.type === "list" ? only.items : args;
}

/** A clause of MongoDB's form that says besides that these operands are not empty. */
export function withoutEmpty(text: string, operands: readonly string[]): string {
  const tests = [...new Set(operands)].map((operand) => `{$ne: [${operand}, null]}`).join(", ");
  const listed = /^(\s*\{\s*["']?\$and["']?\s*:\s*\[.*\S)\s*\]\s*\}\s*$/s.exec(text);
  return listed ? `${listed[1]}, ${tests}]}` : `{$and: [${text}, ${tests}]}`;
}

/** An expression whose bare names are those of one table; null where a name may as well be a field of a list. */
export function seenFrom(
  text: string,
  table: string,
  own: ReadonlySet<string>,
  names: readonly string[],
): string | null {
  if (isMongo(text)) return null;
  const tree = parseKey(text, names);
  if (someCall(tree, ({ operator }) => BINDING.has(operator))) return null;
  const fields = fieldsOf(tree).filter((field) => isOwn(field, own));
  const written = fields
    .sort((a, b) => b.span.start - a.span.start)
    .reduce((made, { span }) => `${made.slice(0, span.start)}$${table}.${made.slice(span.start)}`, text);
  return tree.type === "field" ? written.trim() : `(${written.trim()})`;
}

function isOwn({ table, path }: Field, own: ReadonlySet<string>): boolean {
  return table === null && path.some((_, at) => own.has(path.slice(0, at + 1).join(".")));
}

function childrenOf(tree: Tree): readonly Tree[] {
  if (tree.type === "call") return [...tree.args, ...tree.named.map(({ value }) => value)];
  if (tree.type === "list") return tree.items;
  return tree.type === "struct" ? tree.fields.map(({ value }) => value) : [];
}

function fieldsOf(tree: Tree): Field[] {
  return tree.type === "field" ? [tree] : childrenOf(tree).flatMap(fieldsOf);
}

function someCall(tree: Tree, is: (call: Call) => boolean): boolean {
  return (tree.type === "call" && is(tree)) || childrenOf(tree).some((child) => someCall(child, is));
}
