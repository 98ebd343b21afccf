/**
 * Functions of the infix form: every operator is one by its name without the `$`, in any case, and common ones have a
 * short name besides. Arguments come by position, or by the operator's own names for them.
 */
import { nearName, QueryError, type Span, span } from "../errors";
import { OPERATORS } from "../operators/registry";
import { refusal } from "./refused";
import { type Call, callOf, type Entry, literal, namedCall, type Tree } from "./tree";

/** Short name -> the operator it calls. */
export const FUNCTIONS = new Map(
  Object.entries({
    size: "$size",
    len: "len",
    length: "$strLenCP",
    lower: "$toLower",
    upper: "$toUpper",
    substring: "$substrCP",
    replace: "$replaceAll",
    mean: "$avg",
    avg: "$avg",
    std: "$stdDevSamp",
    power: "$pow",
    at: "$arrayElemAt",
    unique: "$setUnion",
    reverse: "$reverseArray",
    ifnull: "$ifNull",
    coalesce: "$ifNull",
    day: "$dayOfMonth",
    weekday: "$isoDayOfWeek",
    text: "$toString",
    number: "$toDouble",
    int: "$toInt",
    bool: "$toBool",
    date: "$toDate",
    if: "$cond",
    filter: "$filter",
    map: "$map",
    reduce: "$reduce",
    object: "object",
    any: "any",
    all: "all",
    none: "none",
    count: "count",
  }),
);

/** The last short name of an operator, by which messages call it. */
export const SHORT_NAMES = new Map([...FUNCTIONS].map(([word, name]) => [name, word]));

/** Names of arguments by position, where that is not the operator's own order. */
export const POSITIONAL: Record<string, readonly string[]> = {
  $filter: ["input", "cond", "limit"],
  $map: ["input", "in"],
  $reduce: ["input", "initialValue", "in"],
};

/** Functions of other languages -> what is written here. */
const ELSEWHERE = new Map(
  Object.entries({
    exists: "x is not null",
    isnull: "x is null",
    isna: "x is null",
    notnull: "x is not null",
    isnan: "x is nan",
    isin: "x in [1, 2]",
    strlen: "length(text)",
    like: "text contains 'a'",
    match: "text matches /a.*b/",
    regex: "text matches /a.*b/",
    nin: "x not in [1, 2]",
    nor: "not (x > 1 or y > 1)",
    elemmatch: "any(boxes, class_id == 3)",
    case: "if(condition, 1, 2)",
    where: "if(condition, 1, 2)",
    iif: "if(condition, 1, 2)",
    now: "date('2021-04-01')",
    random: "a column of random numbers",
  }),
);

/** Arguments that a function gives unless the text does. */
export const DEFAULTS: Record<string, readonly [string, string]> = {
  $filter: ["as", "it"],
  $map: ["as", "it"],
  $median: ["method", "approximate"],
  $percentile: ["method", "approximate"],
};

/** One argument of a function as it was written. */
export interface Argument {
  readonly tree: Tree;
  readonly name: string;
  readonly at: Span;
}

/** The operator that a function calls, or null when there is no such function. */
export function operatorOf(word: string): string | null {
  const short = FUNCTIONS.get(word.toLowerCase());
  if (short !== undefined) return short;
  if (OPERATORS.has(`$${word}`)) return `$${word}`;
  const sought = `$${word.toLowerCase()}`;
  for (const name of OPERATORS.keys()) if (name.toLowerCase() === sought) return name;
  return null;
}

/** The names of all functions, the short ones first. */
export function functionNames(): string[] {
  const own = [...OPERATORS.keys()].filter((name) => name.startsWith("$")).sort();
  // Those that have a short name besides are the common ones.
  own.sort((a, b) => Number(SHORT_NAMES.has(b)) - Number(SHORT_NAMES.has(a)));
  return [...FUNCTIONS.keys(), ...own.map((name) => name.slice(1))];
}

export const namesOf = (operator: string): readonly string[] => OPERATORS.get(operator)?.names ?? [];

/** The error for a function that is not there, or that MongoDB has and that is refused. */
export function unknownFunction(word: string, at: Span): QueryError {
  const better = ELSEWHERE.get(word.toLowerCase());
  if (better !== undefined)
    return new QueryError("name", `There is no function ${word}.`, at, `Write ${better}.`);
  const refused = refusal(`$${word}`, word, at);
  if (refused !== null) return refused;
  const names = functionNames();
  const close = nearName(word, names);
  const hint = close ? `Did you mean ${close}?` : `There is ${names.slice(0, 12).join(", ")} and more.`;
  return new QueryError("name", `There is no function ${word}.`, at, hint, close);
}

/** The call of a function. */
export function build(
  word: string,
  operator: string,
  args: readonly Argument[],
  at: Span,
  whole: Span,
): Tree {
  if (operator === "object") return objectTree(word, args, whole);
  if (operator === "$cond" && args.length > 3 && args.every((part) => part.name === ""))
    return switchTree(args, at, whole);
  const names = namesOf(operator);
  if (!isByName(operator, names, args))
    return callOf(
      operator,
      args.map((part) => part.tree),
      at,
      whole,
    );
  const order = POSITIONAL[operator] ?? names;
  const given: Entry[] = [];
  for (const [position, part] of args.entries()) {
    const name = part.name || order[position];
    if (name === undefined)
      throw new QueryError(
        "type",
        `${word} takes at most ${order.length} arguments, got ${args.length}.`,
        whole,
        `They are ${order.join(", ")}.`,
      );
    given.push({ name, at: part.name ? part.at : part.tree.span, value: part.tree });
  }
  const [name, value] = DEFAULTS[operator] ?? [];
  if (name !== undefined && value !== undefined && given.every((entry) => entry.name !== name))
    given.push({ name, at, value: literal(value, at) });
  return namedCall(operator, given, at, whole);
}

function isByName(operator: string, names: readonly string[], args: readonly Argument[]): boolean {
  if (names.length === 0) return false;
  if (args.some((part) => part.name !== "")) return true;
  const { fewest, most } = OPERATORS.get(operator) ?? { fewest: 0, most: 0 };
  return !(most > 0 && fewest <= args.length && args.length <= most);
}

function objectTree(word: string, args: readonly Argument[], whole: Span): Tree {
  for (const part of args)
    if (part.name === "")
      throw new QueryError(
        "syntax",
        `${word}() takes its fields by name.`,
        part.tree.span,
        "object(a=1, b=road).",
      );
  for (const [index, part] of args.entries())
    if (args.slice(0, index).some((before) => before.name === part.name))
      throw new QueryError("syntax", `The field ${part.name} is there twice.`, part.at, "Keep one.");
  const fields = args.map(({ name, at, tree }) => ({ name, at, value: tree }));
  return { type: "struct", fields, span: whole };
}

/** `if(a, 1, b, 2, 3)` as MongoDB's $switch. */
function switchTree(args: readonly Argument[], at: Span, whole: Span): Call {
  if (args.length % 2 === 0)
    throw new QueryError(
      "type",
      `if() takes conditions and values in pairs and one value for the rest, got ${args.length}.`,
      whole,
      "if(road > 0.5, 'much', road > 0.1, 'some', 'little').",
    );
  const trees = args.map((part) => part.tree);
  const last = trees.pop() as Tree;
  const branches: Tree[] = [];
  for (let index = 0; index < trees.length; index += 2) {
    const [first, second] = [trees[index] as Tree, trees[index + 1] as Tree];
    const fields = [
      { name: "case", at: first.span, value: first },
      { name: "then", at: second.span, value: second },
    ];
    branches.push({ type: "struct", fields, span: span(first.span.start, second.span.end) });
  }
  const listed: Tree = {
    type: "list",
    items: branches,
    span: span((branches[0] as Tree).span.start, (branches.at(-1) as Tree).span.end),
  };
  const named = [
    { name: "branches", at: listed.span, value: listed },
    { name: "default", at: last.span, value: last },
  ];
  return namedCall("$switch", named, at, whole);
}
