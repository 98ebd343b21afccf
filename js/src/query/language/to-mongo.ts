/**
 * The tree of an infix expression, said with MongoDB's operators alone; `to_mongo.py` says why each rule is as it is.
 */
import { NOWHERE } from "../errors";
import { type Kind, OTHER } from "../kinds";
import type { Node } from "../typed";
import { isNumber } from "../values";
import {
  call,
  constant,
  factsIn,
  field,
  hasField,
  keyOf,
  listed,
  type Name,
  named,
  SCALARS,
  Scope,
  variableName,
  withParts,
} from "./scope";
import { toInstant } from "./tokens";
import { argument, type Call, type Entry, type Tree } from "./tree";
import { Unsayable } from "./write";

export const NULL_NOTE = "MongoDB's form needs a test for empty cells: there null is below every value.";
export const ERROR_NOTE =
  "Where an operator stops with an error the infix form is false and MongoDB's form has no answer.";

const EMPTY = constant(null);
const NAN = constant(Number.NaN);
const OPERATORS: Record<string, string> = {
  "==": "$eq",
  "!=": "$ne",
  "<": "$lt",
  "<=": "$lte",
  ">": "$gt",
  ">=": "$gte",
};

type Rule = (scope: ToMongo, call: Call) => Tree;

/** Translates into MongoDB's operators. */
export class ToMongo extends Scope {
  /** Parts that are neither empty nor NaN where those before them in an 'and' hold. */
  presentKeys: string[] = [];

  protected override get around(): unknown {
    return [super.around, this.presentKeys];
  }

  protected override translated(tree: Tree): Tree {
    if (tree.type === "field") {
      if (tree.elementFirst)
        for (const name of this.names.toReversed()) {
          const [first = "", ...rest] = tree.path;
          if (first === name.old) return variable(name, rest);
          if (hasField(name, first)) return variable(name, tree.path);
        }
      const isPlain = tree.table === null && !this.schema.tables?.length;
      return field(tree.path, isPlain ? 0 : tree.table, false);
    }
    if (tree.type === "variable") {
      const name = this.names.findLast(({ old }) => old === tree.name);
      return { ...tree, name: name?.now || tree.name };
    }
    const rule = tree.type === "call" ? RULES.get(tree.operator) : undefined;
    if (rule) return rule(this, tree as Call);
    return withParts(tree, (part) => this.tree(part));
  }

  /** Says that an error is answered otherwise, where one may happen. */
  noteErrors(...parts: readonly (Node | null)[]): void {
    if (parts.some((part) => part && factsIn(part).raises)) this.notes.add(ERROR_NOTE);
  }

  /** The test that a translated part is no empty cell and not NaN; null when it never is. */
  present(tree: Tree, typed: Node | null): Tree | null {
    if (tree.type === "literal")
      return tree.value !== null && !Number.isNaN(tree.value) ? null : constant(false);
    if (this.#isPresent(tree)) return null;
    const facts = typed && factsIn(typed);
    let test: Tree;
    if (!typed || (facts?.nan && typed.kind.name === "number")) test = call("$gt", tree, NAN);
    else if (facts?.nullable) test = call("$ne", tree, EMPTY);
    else return null;
    this.notes.add(NULL_NOTE);
    return test;
  }

  #isPresent(tree: Tree): boolean {
    return (tree.type === "field" || tree.type === "variable") && this.presentKeys.includes(keyOf(tree));
  }

  /** A list that is empty instead of null. */
  filled(source: Tree, target: Tree): Tree {
    return this.mayBeNull(source) ? call("$ifNull", target, listed([])) : target;
  }

  /** A test behind those that must hold first. */
  guarded(tests: readonly (Tree | null)[], test: Tree): Tree {
    const kept = tests.filter((item) => item !== null);
    return kept.length > 0 ? call("$and", ...kept, test) : test;
  }

  /** The test that a translated part is not null; null when it never is. */
  notNull(source: Tree, target: Tree): Tree | null {
    if (this.#isPresent(target) || !this.mayBeNull(source)) return null;
    this.notes.add(NULL_NOTE);
    return call("$ne", target, EMPTY);
  }

  /** `$filter` by the condition of a list predicate. */
  filtered({ args }: Call, isNegated = false): Call {
    const [source, condition] = args as [Tree, Tree];
    const now = this.freeName();
    const target = this.filled(source, this.tree(source));
    const kind = this.elementOf(source);
    const test = this.bound([{ old: "it", now, kind }], () => this.tree(condition));
    return named("$filter", {
      input: target,
      as: constant(now),
      cond: isNegated ? call("$not", test) : test,
    });
  }
}

function variable({ old, now }: Name, path: readonly string[]): Tree {
  return { type: "variable", name: now || old, path, span: NOWHERE };
}

/** A constant text as the date that it names beside a date. */
function asDate(tree: Tree, other: Node | null): Tree {
  if (other?.kind.name !== "date" || tree.type !== "literal" || typeof tree.value !== "string") return tree;
  const instant = toInstant(tree.value);
  return instant === null ? tree : { ...tree, value: instant };
}

const isNull = (tree: Tree | undefined) => tree?.type === "literal" && tree.value === null;

function logic(scope: ToMongo, tree: Call): Tree {
  const { operator, args } = tree;
  if (operator === "or") {
    const folded = orEmpty(scope, tree);
    if (folded) return folded;
  }
  if (operator === "and") return allHold(scope, tree);
  const [inner] = args;
  if (operator === "not" && inner?.type === "call" && inner.operator === "is null")
    return call("$ne", scope.tree(inner.args[0] as Tree), EMPTY);
  return call(`$${operator}`, ...args.map((item) => scope.tree(item)));
}

/** A conjunction; what one part proves to be there, the next need not test. */
function allHold(scope: ToMongo, { args }: Call): Tree {
  const known = [...scope.presentKeys];
  const parts: Tree[] = [];
  for (const item of args) {
    parts.push(scope.tree(item));
    if (item.type !== "call" || (item.operator !== ">" && item.operator !== ">=")) continue;
    const [left, right] = item.args as [Tree, Tree];
    if (right.type !== "literal" || !isNumber(right.value as never) || Number.isNaN(right.value)) continue;
    const side = scope.tree(left);
    if (side.type === "field" || side.type === "variable")
      scope.presentKeys = [...scope.presentKeys, keyOf(side)];
  }
  scope.presentKeys = known;
  return call("$and", ...parts);
}

/** `x < 5 or x is null` as `{$lt: ['$x', 5]}`, which says just that. */
function orEmpty(scope: ToMongo, { args }: Call): Tree | null {
  const [test, ...others] = args;
  if (test?.type !== "call" || !["<", "<=", "!="].includes(test.operator)) return null;
  const [left, right] = test.args as [Tree, Tree];
  const typed = scope.typed(left);
  if (right.type !== "literal" || right.value === null || !typed || !scope.typed(right)) return null;
  const { nullable, nan } = factsIn(typed);
  if (!SCALARS.includes(typed.kind.name) || !(nullable || nan)) return null;
  if (keysOf(others) !== keysOf(emptyTests(left, typed, test.operator))) return null;
  return call(OPERATORS[test.operator] as string, scope.tree(left), asDate(right, typed));
}

/** The infix tests of what MongoDB holds to be below a number, and infix does not. */
export function emptyTests(left: Tree, typed: Node, symbol: string): Tree[] {
  const { nullable, nan } = factsIn(typed);
  const tests: Tree[] = nullable ? [call("is null", left)] : [];
  if (symbol !== "!=" && nan) tests.push(call("==", left, NAN));
  return tests;
}

const keysOf = (trees: readonly Tree[]) => trees.map((tree) => keyOf(tree)).join("\n");

function comparison(scope: ToMongo, { operator: symbol, args }: Call): Tree {
  const [first, second] = args as [Tree, Tree];
  const operator = OPERATORS[symbol] as string;
  if (isNull(first)) return call(operator, scope.tree(second), EMPTY);
  if (isNull(second)) return call(operator, scope.tree(first), EMPTY);
  const leftType = scope.typed(first);
  const rightType = scope.typed(second);
  const from = asDate(first, rightType);
  const to = asDate(second, leftType);
  const left = scope.tree(from);
  const right = scope.tree(to);
  scope.noteErrors(leftType, rightType);
  if (leftType?.kind.name === "mixed" || rightType?.kind.name === "mixed")
    throw new Unsayable("A comparison of values whose kind differs by row has no other form.");
  const test = call(operator, left, right);
  if (symbol === "==") {
    const isBoth = scope.mayBeNull(first) && scope.mayBeNull(second);
    return scope.guarded(isBoth ? [scope.notNull(first, left)] : [], test);
  }
  if (symbol === "!=") return scope.guarded([scope.notNull(first, left), scope.notNull(second, right)], test);
  // The side that must be the smaller: there MongoDB's null and NaN would be small enough.
  const [small, typed] = symbol.startsWith(">") ? [right, rightType] : [left, leftType];
  return scope.guarded([scope.present(small, typed)], test);
}

function inList(scope: ToMongo, { args }: Call): Tree {
  const [item, items] = args as [Tree, Tree];
  const typed = scope.typed(item);
  scope.noteErrors(typed, scope.typed(items));
  const sought =
    items.type === "list"
      ? listed(items.items.map((part) => scope.tree(asDate(part, typed))))
      : scope.filled(items, scope.tree(items));
  return call("$in", scope.tree(item), sought);
}

function contains(scope: ToMongo, { args }: Call): Tree {
  const [source, part] = args as [Tree, Tree];
  const typed = scope.typed(source);
  scope.noteErrors(typed, scope.typed(part));
  const text = scope.tree(source);
  const sought = scope.tree(part);
  const guard = scope.notNull(part, sought);
  if (typed?.kind.name === "list")
    return scope.guarded([guard], call("$in", sought, scope.filled(source, text)));
  return scope.guarded([guard], call("$gte", call("$indexOfCP", text, sought), constant(0n)));
}

function startsWith(scope: ToMongo, { args }: Call): Tree {
  const [source, part] = args as [Tree, Tree];
  scope.noteErrors(scope.typed(source), scope.typed(part));
  const text = scope.tree(source);
  const sought = scope.tree(part);
  const test = call("$eq", call("$indexOfCP", text, sought), constant(0n));
  return scope.guarded([scope.notNull(part, sought)], test);
}

function endsWith(scope: ToMongo, { args }: Call): Tree {
  const [source, part] = args as [Tree, Tree];
  if (part.type !== "literal" || typeof part.value !== "string")
    throw new Unsayable("MongoDB can tell how a text ends only when the ending is a constant.");
  const pattern = part.value.replace(/[^\p{L}\p{N}_\s]|\n/gu, (letter) =>
    letter === "\n" ? "\\n" : `\\${letter}`,
  );
  return named("$regexMatch", { input: scope.tree(source), regex: constant(`${pattern}\\z`) });
}

function anyOf(scope: ToMongo, tree: Call): Tree {
  const [source] = tree.args as [Tree];
  if (tree.args.length === 1) return call("$anyElementTrue", scope.filled(source, scope.tree(source)));
  return call("$gt", call("$size", scope.filtered(tree)), constant(0n));
}

function allOrNone(scope: ToMongo, tree: Call): Tree {
  const [source] = tree.args as [Tree];
  const target = scope.tree(source);
  const guard = scope.notNull(source, target);
  const isAll = tree.operator === "all";
  let test: Tree;
  if (tree.args.length === 2) test = call("$eq", call("$size", scope.filtered(tree, isAll)), constant(0n));
  else if (isAll) test = call("$allElementsTrue", scope.filled(source, target));
  else test = call("$not", call("$anyElementTrue", scope.filled(source, target)));
  return scope.guarded([guard], test);
}

function count(scope: ToMongo, tree: Call): Tree {
  const [source] = tree.args as [Tree];
  const target = scope.tree(source);
  const size = call("$size", tree.args.length === 2 ? scope.filtered(tree) : scope.filled(source, target));
  return scope.mayBeNull(source) ? call("$cond", call("$eq", target, EMPTY), EMPTY, size) : size;
}

function overList(scope: ToMongo, tree: Call): Tree {
  const source = argument(tree, "input");
  if (source === null) return tree;
  const now = scope.freeName();
  const part = (name: string) => {
    const given = argument(tree, name);
    return given && scope.tree(given);
  };
  const input = part("input");
  const limit = part("limit");
  const names = [{ old: variableName(tree), now, kind: scope.elementOf(source) }];
  const inside = scope.bound(names, () => ({ cond: part("cond"), in: part("in") }));
  return named(tree.operator, { input, as: constant(now), ...inside, limit });
}

/** The same call, in which one argument is translated with more names. */
function withNames(scope: ToMongo, tree: Call, names: readonly Name[]): Tree {
  const within = ({ name, value, at }: Entry): Entry => ({
    name,
    at,
    value: scope.bound(name === "in" ? names : [], () => scope.tree(value)),
  });
  return { ...tree, named: tree.named.map(within) };
}

function reduce(scope: ToMongo, tree: Call): Tree {
  const source = argument(tree, "input");
  const kind = source ? scope.elementOf(source) : OTHER;
  return withNames(scope, tree, [
    { old: "this", now: "this", kind },
    { old: "value", now: "value", kind: OTHER },
  ]);
}

function bind(scope: ToMongo, tree: Call): Tree {
  const given = argument(tree, "vars");
  const fields = given?.type === "struct" ? given.fields : [];
  const kindOf = (value: Tree): Kind => scope.typed(value)?.kind ?? OTHER;
  return withNames(
    scope,
    tree,
    fields.map(({ name, value }) => ({ old: name, now: name, kind: kindOf(value) })),
  );
}

const RULES = new Map<string, Rule>([
  ["and", logic],
  ["or", logic],
  ["not", logic],
  ...Object.keys(OPERATORS).map((symbol) => [symbol, comparison] as const),
  [
    "is null",
    (scope, { args }) => {
      const [item] = args as [Tree];
      scope.noteErrors(scope.typed(item));
      return call("$eq", scope.tree(item), EMPTY);
    },
  ],
  ["in", inList],
  ["contains", contains],
  ["startswith", startsWith],
  ["endswith", endsWith],
  ["any", anyOf],
  ["all", allOrNone],
  ["none", allOrNone],
  ["count", count],
  [
    "len",
    (scope, { args }) => {
      const [item] = args as [Tree];
      return call(scope.typed(item)?.kind.name === "text" ? "$strLenCP" : "$size", scope.tree(item));
    },
  ],
  ["$filter", overList],
  ["$map", overList],
  ["$reduce", reduce],
  ["$let", bind],
]);
