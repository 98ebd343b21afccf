/** Clauses read as trees: what `$lt` compares that may be empty. */
import { isMongo } from "../query/index";
import { parse } from "../query/language/parse";
import type { Call, Tree } from "../query/language/tree";

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
