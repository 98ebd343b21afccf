/**
 * The tree of a MongoDB expression, said with infix words where they say the same; `to_infix.py` says why each rule is
 * as it is. A comparison is written with a symbol only where `to-mongo.ts` would give back just what stood there.
 */
import { NOWHERE } from "../errors";
import { OTHER } from "../kinds";
import {
  call,
  constant,
  field,
  hasField,
  keyOf,
  type Name,
  named,
  SCALARS,
  Scope,
  variableName,
  withParts,
} from "./scope";
import { ERROR_NOTE, emptyTests, ToMongo } from "./to-mongo";
import { argument, type Call, type Field, namedCall, type Tree, type Variable } from "./tree";
import { Unsayable } from "./write";

const EMPTY_NOTE = "An empty cell passes too: for MongoDB null is below every value.";

const SYMBOLS: Record<string, string> = {
  $eq: "==",
  $ne: "!=",
  $lt: "<",
  $lte: "<=",
  $gt: ">",
  $gte: ">=",
};
/** What 'is a text' and the like ask of `$type`. */
const KIND_NAMES = new Set(["number", "string", "bool", "date", "array", "object"]);

/** An element cannot be looked into without a name: another stands before it. */
class NeedsName extends Error {
  constructor(readonly named: Name) {
    super("an element needs a name");
  }
}

type Rule = (scope: ToInfix, call: Call) => Tree;

/** Translates into infix words. */
export class ToInfix extends Scope {
  protected override translated(tree: Tree): Tree {
    if (tree.type === "field") return this.#field(tree);
    if (tree.type === "variable") return this.#variable(tree);
    const rule = tree.type === "call" ? RULES.get(tree.operator) : undefined;
    return rule ? rule(this, tree as Call) : this.plain(tree);
  }

  /** The same on translated parts. */
  plain(tree: Tree): Tree {
    return withParts(tree, (part) => this.tree(part));
  }

  #field(tree: Field): Tree {
    const [first = ""] = tree.path;
    const isHidden = this.names.some(
      (name) => first === name.old || first === (name.now || "it") || hasField(name, first),
    );
    if (isHidden || (tree.table !== null && this.schema.tables?.length))
      return field(tree.path, tree.table || 0, false);
    return field(tree.path, null, true);
  }

  #variable(tree: Variable): Tree {
    const [first] = tree.path;
    for (const [depth, name] of this.names.toReversed().entries()) {
      if (name.old !== tree.name) continue;
      const inner = this.names.slice(this.names.length - depth);
      if (name.now !== null) {
        const isBare =
          (name.old === "this" || name.old === "value") &&
          first === undefined &&
          SCALARS.includes(name.kind.name);
        const isFree = inner.every((other) => other.now !== name.old && SCALARS.includes(other.kind.name));
        return isBare && isFree ? field([name.now], null, true) : { ...tree, name: name.now };
      }
      const isHidden = first === undefined || !hasField(name, first) || first === "it";
      if (isHidden && depth === 0) return field(["it", ...tree.path], null, true);
      if (isHidden || inner.some((other) => hasField(other, first) || other.now === first))
        throw new NeedsName(name);
      return field(tree.path, null, true);
    }
    return tree;
  }

  /** A part as a condition: a value by its truth, as MongoDB has it. */
  condition(tree: Tree): Tree {
    const found = this.tree(tree);
    return this.isCondition(tree) ? found : call("$cond", found, constant(true), constant(false));
  }

  /** Whether an infix tree means what a tree of MongoDB's says. */
  givesBack(candidate: Tree, tree: Tree): boolean {
    const back = new ToMongo(this.text, this.schema);
    const names = this.names.map(({ old, now, kind }) => ({ old: now || "it", now: old, kind }));
    let isSame: boolean;
    try {
      isSame = back.bound(names, () => keyOf(back.tree(candidate)) === keyOf(tree));
    } catch (error) {
      if (error instanceof Unsayable) return false;
      throw error;
    }
    if (isSame && back.notes.has(ERROR_NOTE)) this.notes.add(ERROR_NOTE);
    return isSame;
  }

  /** The kind of a part where it holds one value. */
  scalar(tree: Tree): string | null {
    const name = this.typed(tree)?.kind.name;
    return name && SCALARS.includes(name) ? name : null;
  }
}

const isNothing = (tree: Tree | undefined) =>
  tree?.type === "literal" && (tree.value === 0n || tree.value === 0 || tree.value === false);

function comparison(scope: ToInfix, tree: Call): Tree {
  if (tree.args.length !== 2 || asksKind(tree)) return scope.plain(tree);
  for (const fold of [nullComparison, listTest, textTest, symbolTest]) {
    const found = fold(scope, tree);
    if (found) return found;
  }
  return scope.plain(tree);
}

/** Whether this is what 'is a text' and the like stand for. */
function asksKind({ operator, args }: Call): boolean {
  const [kind, name] = args;
  const isType = kind?.type === "call" && kind.operator === "$type";
  return operator === "$eq" && isType && name?.type === "literal" && KIND_NAMES.has(name.value as string);
}

function nullComparison(scope: ToInfix, { operator, args }: Call): Tree | null {
  const [left, right] = args as [Tree, Tree];
  if (right.type !== "literal" || right.value !== null) return null;
  if (operator === "$eq") return call("is null", scope.tree(left));
  if (operator === "$ne" || operator === "$gt") return call("not", call("is null", scope.tree(left)));
  return null;
}

function symbolTest(scope: ToInfix, tree: Call): Tree | null {
  const [left, right] = tree.args as [Tree, Tree];
  const typed = scope.typed(left);
  const other = scope.typed(right);
  if (!typed || typed.kind.name !== other?.kind.name || !SCALARS.includes(typed.kind.name)) return null;
  const symbol = SYMBOLS[tree.operator] as string;
  const candidate = call(symbol, scope.tree(left), scope.tree(right));
  if (scope.givesBack(candidate, tree)) return candidate;
  if (right.type !== "literal" || (left.type !== "field" && left.type !== "variable")) return null;
  if (!["<", "<=", "!="].includes(symbol) || Number.isNaN(right.value)) return null;
  const either = call("or", candidate, ...emptyTests(scope.tree(left), typed, symbol));
  if (!scope.givesBack(either, tree)) return null;
  scope.notes.add(EMPTY_NOTE);
  return either;
}

/** The `$filter` whose size is asked. */
function keptBy(tree: Tree | undefined): Call | null {
  const inner = tree?.type === "call" && tree.operator === "$size" ? tree.args[0] : null;
  return inner?.type === "call" && inner.operator === "$filter" ? inner : null;
}

/** A list predicate that looks into the list that `$filter` takes from. */
function predicate(scope: ToInfix, word: string, kept: Call): Call | null {
  let condition = argument(kept, "cond");
  const given = argument(kept, "input");
  if (given === null || condition === null || argument(kept, "limit") !== null) return null;
  if (word === "all") {
    if (condition.type !== "call" || condition.operator !== "$not") return null;
    condition = condition.args[0] as Tree;
  }
  const source = unfilled(given);
  const inside = condition;
  const name: Name = { old: variableName(kept), now: null, kind: scope.elementOf(source) };
  try {
    const test = scope.bound([name], () => scope.condition(inside));
    return call(word, scope.tree(source), test);
  } catch (needs) {
    if (needs instanceof NeedsName && needs.named === name) return null;
    throw needs;
  }
}

/** The list behind `{$ifNull: [list, []]}`. */
function unfilled(tree: Tree): Tree {
  if (tree.type !== "call" || tree.operator !== "$ifNull" || tree.args.length !== 2) return tree;
  const [first, second] = tree.args as [Tree, Tree];
  if (second.type === "list" && second.items.length === 0) return first;
  const isEmpty = second.type === "literal" && Array.isArray(second.value) && second.value.length === 0;
  return isEmpty ? first : tree;
}

function listTest(scope: ToInfix, tree: Call): Tree | null {
  const [left, right] = tree.args;
  const kept = keptBy(left);
  if (!isNothing(right) || !kept) return null;
  const words = { $gt: ["any"], $eq: ["all", "none"] }[tree.operator] ?? [];
  for (const word of words) {
    const candidate = predicate(scope, word, kept);
    if (candidate && scope.givesBack(candidate, tree)) return candidate;
  }
  return null;
}

function textTest(scope: ToInfix, tree: Call): Tree | null {
  const [left, right] = tree.args;
  const word = { $gte: "contains", $eq: "startswith" }[tree.operator];
  if (!word || !isNothing(right) || !isSearch(left)) return null;
  const candidate = call(word, ...left.args.map((part) => scope.tree(part)));
  return scope.givesBack(candidate, tree) ? candidate : null;
}

function isSearch(tree: Tree | undefined): tree is Call {
  return tree?.type === "call" && tree.operator === "$indexOfCP" && tree.args.length === 2;
}

function allOf(scope: ToInfix, tree: Call): Tree {
  const folded = guarded(scope, tree);
  if (folded) return folded;
  if (tree.args.length > 1) {
    const candidate = call("and", ...tree.args.map((item) => bySymbol(scope, item)));
    if (scope.givesBack(candidate, tree)) return candidate;
  }
  return joined(scope, tree, "and");
}

/** A comparison by its symbol, for a place where those before it say that no side is empty. */
function bySymbol(scope: ToInfix, tree: Tree): Tree {
  if (tree.type !== "call" || !["$lt", "$lte"].includes(tree.operator) || tree.args.length !== 2)
    return scope.condition(tree);
  const [left, right] = tree.args as [Tree, Tree];
  const kind = scope.scalar(left);
  if (kind === null || kind !== scope.scalar(right)) return scope.condition(tree);
  return call(SYMBOLS[tree.operator] as string, scope.tree(left), scope.tree(right));
}

/** The one infix test that a test behind tests for empty cells says. */
function guarded(scope: ToInfix, tree: Call): Tree | null {
  const last = tree.args.at(-1);
  if (tree.args.length < 2 || last?.type !== "call") return null;
  for (const make of candidates(scope, last)) {
    const candidate = make();
    if (candidate && scope.givesBack(candidate, tree)) return candidate;
  }
  return null;
}

function candidates(scope: ToInfix, tree: Call): (() => Tree | null)[] {
  const { operator, args } = tree;
  const [left, right] = args as [Tree, Tree];
  const found: (() => Tree | null)[] = [];
  const symbol = SYMBOLS[operator];
  if (symbol && args.length === 2) {
    const kept = keptBy(left);
    if (kept) for (const word of ["all", "none"]) found.push(() => predicate(scope, word, kept));
    if (isSearch(left))
      for (const word of ["contains", "startswith"])
        found.push(() => call(word, ...left.args.map((part) => scope.tree(part))));
    found.push(() => call(symbol, scope.tree(left), scope.tree(right)));
  }
  if (operator === "$in" && args.length === 2)
    found.push(() => call("contains", scope.tree(unfilled(right)), scope.tree(left)));
  if (operator === "$allElementsTrue") found.push(() => ofTruths(scope, "all", tree));
  if (operator === "$not" && left.type === "call") found.push(() => ofTruths(scope, "none", left));
  return found;
}

function ofTruths(scope: ToInfix, word: string, tree: Call): Tree | null {
  const source = firstList(tree);
  return scope.elementOf(source).name === "boolean" ? call(word, scope.tree(source)) : null;
}

const firstList = ({ args }: Call) => unfilled(args[0] ?? constant(null));

function joined(scope: ToInfix, { args }: Call, word: string): Tree {
  const parts = args.map((item) => scope.condition(item));
  const [first] = args;
  const [part] = parts;
  if (!first || !part) return constant(word === "and");
  if (parts.length > 1) return call(word, ...parts);
  const isWhole = !scope.isCondition(first) || !scope.mayBeNull(first);
  return isWhole ? part : call("$cond", part, constant(true), constant(false));
}

function negation(scope: ToInfix, tree: Call): Tree {
  const [inner] = tree.args;
  return tree.args.length === 1 && inner ? call("not", scope.condition(inner)) : scope.plain(tree);
}

function inList(scope: ToInfix, tree: Call): Tree {
  if (tree.args.length !== 2) return scope.plain(tree);
  const [item, items] = tree.args as [Tree, Tree];
  const candidate = call("in", scope.tree(item), scope.tree(unfilled(items)));
  const element = scope.typed(items)?.kind.element;
  if (!scope.scalar(item) || !element || !SCALARS.includes(element.name)) return scope.plain(tree);
  return scope.givesBack(candidate, tree) ? candidate : scope.plain(tree);
}

function anyTrue(scope: ToInfix, tree: Call): Tree {
  const source = firstList(tree);
  if (!["boolean", "null"].includes(scope.elementOf(source).name)) return scope.plain(tree);
  const candidate = call("any", scope.tree(source));
  return scope.givesBack(candidate, tree) ? candidate : scope.plain(tree);
}

/** The count of a list that may be null, which is written with `$cond`. */
function choice(scope: ToInfix, tree: Call): Tree {
  const size = tree.args[2];
  if (tree.args.length !== 3 || size?.type !== "call") return scope.plain(tree);
  const kept = keptBy(size);
  let candidate: Tree | null = null;
  if (kept) candidate = predicate(scope, "count", kept);
  else if (size.operator === "$size" && size.args.length === 1)
    candidate = call("count", scope.tree(unfilled(size.args[0] as Tree)));
  return candidate && scope.givesBack(candidate, tree) ? candidate : scope.plain(tree);
}

/** A pattern with its options as one literal, which 'matches' takes. */
function regex(scope: ToInfix, tree: Call): Tree {
  const text = argument(tree, "input");
  const options = argument(tree, "options");
  let pattern = argument(tree, "regex");
  if (text === null || pattern === null) return scope.plain(tree);
  if (options !== null) {
    if (options.type !== "literal" || typeof options.value !== "string") return scope.plain(tree);
    if (pattern.type !== "literal" || typeof pattern.value !== "string") return scope.plain(tree);
    if (pattern.value === "" || pattern.value.includes("\n")) return scope.plain(tree);
    pattern = { type: "regex", pattern: pattern.value, options: options.value, span: NOWHERE };
  }
  return named("$regexMatch", { input: scope.tree(text), regex: scope.tree(pattern) });
}

function overList(scope: ToInfix, tree: Call): Tree {
  const source = argument(tree, "input");
  const inside = tree.operator === "$filter" ? "cond" : "in";
  const body = argument(tree, inside);
  if (source === null || body === null) return scope.plain(tree);
  const limit = argument(tree, "limit");
  const input = scope.tree(source);
  const most = limit && scope.tree(limit);
  const old = variableName(tree);
  const kind = scope.elementOf(source);
  let name: Name = { old, now: null, kind };
  let test: Tree;
  try {
    test = scope.bound([name], () => scope.tree(body));
  } catch (needs) {
    if (!(needs instanceof NeedsName && needs.named === name)) throw needs;
    name = { old, now: old === "it" ? scope.freeName("item") : old, kind };
    test = scope.bound([name], () => scope.tree(body));
  }
  return named(tree.operator, { input, as: constant(name.now || "it"), [inside]: test, limit: most });
}

function reduce(scope: ToInfix, tree: Call): Tree {
  const source = argument(tree, "input");
  const initial = argument(tree, "initialValue");
  const element = source ? scope.elementOf(source) : OTHER;
  const value = (initial && scope.typed(initial)?.kind) ?? OTHER;
  return withNames(scope, tree, [
    { old: "this", now: "this", kind: element },
    { old: "value", now: "value", kind: value },
  ]);
}

function bind(scope: ToInfix, tree: Call): Tree {
  const given = argument(tree, "vars");
  const fields = given?.type === "struct" ? given.fields : [];
  const names = fields.map(({ name, value }): Name => {
    return { old: name, now: name, kind: scope.typed(value)?.kind ?? OTHER };
  });
  return withNames(scope, tree, names);
}

function withNames(scope: ToInfix, tree: Call, names: readonly Name[]): Tree {
  const parts = tree.named.map(({ name, at, value }) => ({
    name,
    at,
    value: scope.bound(name === "in" ? names : [], () => scope.tree(value)),
  }));
  return namedCall(tree.operator, parts, NOWHERE, NOWHERE);
}

const RULES = new Map<string, Rule>([
  ...Object.keys(SYMBOLS).map((operator) => [operator, comparison] as const),
  ["$cond", choice],
  ["$and", allOf],
  ["$or", (scope, tree) => joined(scope, tree, "or")],
  ["$not", negation],
  ["$in", inList],
  ["$anyElementTrue", anyTrue],
  ["$regexMatch", regex],
  ["$filter", overList],
  ["$map", overList],
  ["$reduce", reduce],
  ["$let", bind],
]);
