/**
 * What is certain of the parts of an expression: whether they may be empty, NaN, or stopped by an error. Each rule
 * says what the type rule of the same operator in `dsviz_widget/query/operators` does; translations need it.
 */
import { BOOLEAN, DATE, DOUBLE, isFloat, type Kind, listOf, MIXED, TEXT } from "./kinds";
import { argument, type Call, partsOf, type Tree } from "./language/tree";
import type { Facts, Node } from "./typed";
import type { Typer } from "./typing";

export const NO_FACTS: Facts = { nullable: true, nan: false, finite: false, raises: false };

export const ofFloat = (kind: Kind): Facts => ({ ...NO_FACTS, nan: isFloat(kind) });

export function ofColumn(kind: Kind, known: Omit<Facts, "raises"> | undefined): Facts {
  const { nullable, nan, finite } = known ?? { nullable: true, nan: true, finite: false };
  const float = isFloat(kind);
  return { nullable, nan: float && nan, finite: kind.name === "number" && (finite || !float), raises: false };
}

/** Of a path that may lie in several tables. */
export function ofAny(nodes: readonly Node[]): Facts {
  const all = nodes.map((node) => node.facts ?? NO_FACTS);
  return {
    nullable: all.some((one) => one.nullable),
    nan: all.some((one) => one.nan),
    finite: all.every((one) => one.finite),
    raises: all.some((one) => one.raises),
  };
}

/** Of a field of what is known, which lies `levels` lists deep. */
export function factsOfMember(base: Facts | undefined, kind: Kind, levels: number): Facts {
  const { nullable, raises } = base ?? NO_FACTS;
  return { ...ofFloat(kind), nullable: levels > 0 ? nullable : true, raises };
}

/** Whether what is named stands for its name, so that all that is known of it is known of its uses. */
export function isRepeated(value: Node, name: string, body: Tree): boolean {
  if (value.isSimple) return true;
  if (value.facts?.raises) return false;
  const inside = partsOf(body);
  const uses = inside.filter((part) => part.type === "variable" && part.name === name).length;
  return uses <= 1 && !inside.some((part) => part.type === "call" && EACH.has(part.operator));
}

const EACH = new Set(["$map", "$filter", "$reduce"]);

/** Of a call, once its arguments are typed; null where the node says it itself. */
export function factsOfCall(typer: Typer, call: Call, node: Node): Facts | null {
  const rule = RULES.get(call.operator);
  return rule ? rule(new Asked(typer, call, node)) : null;
}

/** A part, with what is known of it once an operator has taken it as it needs it. */
interface Part extends Facts {
  readonly kind: Kind;
  /** Where it is a constant. */
  readonly value?: unknown;
  readonly isLiteral: boolean;
  readonly items?: readonly Node[];
}

const partOf = (node: Node): Part => ({
  ...(node.facts ?? NO_FACTS),
  kind: node.kind,
  isLiteral: node.isLiteral ?? false,
  value: node.value,
  ...(node.items ? { items: node.items } : {}),
});

class Asked {
  constructor(
    readonly typer: Typer,
    readonly call: Call,
    readonly node: Node,
  ) {}

  of(tree: Tree | null | undefined): Part | null {
    const node = tree ? this.typer.nodeOf(tree) : undefined;
    return node ? partOf(node) : null;
  }

  /** The arguments by position. */
  get args(): Part[] {
    return this.call.args.flatMap((tree) => this.of(tree) ?? []);
  }

  /** Those arguments by name that are given. */
  named(...names: string[]): Part[] {
    return names.flatMap((name) => this.of(argument(this.call, name)) ?? []);
  }

  get first(): Part {
    return this.args[0] ?? NOTHING;
  }
}

type Rule = (asked: Asked) => Facts | null;

const NOTHING: Part = { ...NO_FACTS, kind: MIXED, isLiteral: false };

const some = (parts: readonly Part[], test: (part: Part) => boolean) => parts.some(test);
const anyRaises = (parts: readonly Part[]) => some(parts, (part) => part.raises);
const anyNull = (parts: readonly Part[]) => some(parts, (part) => part.nullable);
const isEmpty = (part: Part) => part.kind.name === "null";

/** A number, text or date; where the kind differs by row, others are errors. */
function expected(part: Part, kind: "number" | "text" | "date"): Part {
  if (part.kind.name !== "mixed") return part;
  const made = { number: DOUBLE, text: TEXT, date: DATE }[kind];
  return {
    kind: made,
    nullable: part.nullable,
    nan: kind === "number",
    finite: false,
    raises: true,
    isLiteral: false,
  };
}

function whole(given: Part): Part {
  const part = expected(given, "number");
  const { kind } = part;
  if (isEmpty(part) || (kind.integer && kind.bits === 64)) return part;
  if (part.isLiteral) return kind.integer && kind.bits <= 64 ? part : { ...part, ...CERTAIN, finite: true };
  const raises = part.raises || !(kind.integer && kind.bits <= 64);
  return { ...part, nan: false, finite: true, raises };
}

/** A list or an object; where the kind differs by row, others are errors. */
function holding(part: Part): Part {
  return part.kind.name === "mixed"
    ? { ...NO_FACTS, kind: listOf(MIXED), raises: true, isLiteral: false }
    : part;
}

function asText(part: Part): Part {
  if (part.kind.name === "mixed") return { ...part, nullable: true, nan: false, finite: false, raises: true };
  return { ...part, nan: false, finite: false };
}

const CERTAIN: Facts = { nullable: false, nan: false, finite: false, raises: false };
const truth = (raises = false): Facts => ({ ...CERTAIN, raises });

/** Of an operator that is null where an argument is, and stops where an argument does. */
function plain({ node }: Asked, parts: readonly Part[], more: Partial<Facts> = {}): Facts {
  return {
    nullable: anyNull(parts),
    nan: false,
    finite: node.kind.integer,
    ...more,
    raises: more.raises || anyRaises(parts),
  };
}

/** Of one of several values. */
function chosen(kind: Kind, all: readonly Part[], values: readonly Part[], raises: boolean): Facts {
  const stops = raises || anyRaises(all);
  return {
    nullable: stops || some(values, (value) => value.nullable || isEmpty(value)),
    nan: isFloat(kind) && some(values, (value) => value.nan),
    finite: values.every((value) => value.finite || isEmpty(value)),
    raises: stops,
  };
}

const RULES = new Map<string, Rule>();
const rule = (names: string, given: Rule) => {
  for (const name of names.split(" ")) RULES.set(name, given);
};

// Arithmetic

function calculated(name: string, given: readonly Part[], kind: Kind): Part {
  const isDated = some(given, (part) => part.kind.name === "date");
  const between = isDated && name === "$subtract" && given[1]?.kind.name === "date";
  const parts = given.map((part) =>
    isDated && part.kind.name === "date" ? part : expected(part, between ? "date" : "number"),
  );
  const [last] = parts.slice(-1);
  const isSafe =
    !["$divide", "$mod"].includes(name) ||
    (last?.isLiteral === true && last.value !== null && Number(last.value) !== 0);
  const isUnsure =
    some(parts, (part) => part.nan) || (name !== "$abs" && some(parts, (part) => !part.finite));
  return {
    kind,
    isLiteral: false,
    nullable: anyNull(parts),
    nan: isFloat(kind) && isUnsure,
    finite: kind.integer || (name === "$abs" && parts[0]?.finite === true),
    raises: anyRaises(parts) || !isSafe || kind.name === "date",
  };
}

/** With values whose kind differs by row: by what they are, dates or numbers. */
function numberOrDate(name: string, parts: readonly Part[], kind: Kind): Part {
  const at = parts.findIndex((part) => part.kind.name === "mixed");
  if (at < 0) return calculated(name, parts, kind);
  const mixed = parts[at] as Part;
  const as = (made: "number" | "date") =>
    parts.map((part, index) => (index === at ? expected(part, made) : part));
  const isDate = (part: Part | undefined) => part?.kind.name === "date";
  if (name === "$subtract" && isDate(parts[1])) return calculated(name, as("date"), kind);
  const byNumbers = numberOrDate(name, as("number"), kind);
  const others = parts.slice(0, at).filter((part) => !isEmpty(part));
  if (name === "$add" && some(parts, isDate)) return byNumbers;
  if (name === "$subtract" && others[0] && !isDate(others[0])) return byNumbers;
  const byDates = numberOrDate(name, as("date"), kind);
  const test: Part = { ...NOTHING, ...truth(mixed.raises), kind: BOOLEAN };
  return { ...NOTHING, ...chosen(kind, [test, byDates, byNumbers], [byDates, byNumbers], false), kind };
}

rule("$add $subtract $multiply $divide $mod $abs", ({ call: { operator }, args, typer, node: { kind } }) => {
  const hasDates = operator === "$add" || operator === "$subtract";
  const find = hasDates && typer.isMongo ? numberOrDate : calculated;
  const { nullable, nan, finite, raises } = find(operator, args, kind);
  return { nullable, nan, finite, raises };
});

const numbersOf = (asked: Asked) => asked.args.map((part) => expected(part, "number"));
const written = (part: Part | undefined): number | null =>
  part?.isLiteral && ["number", "bigint"].includes(typeof part.value) ? Number(part.value) : null;

/** Functions of numbers; `stops` says whether they stop on some. */
function numeric(
  names: string,
  stops: boolean | ((parts: readonly Part[]) => boolean),
  nan: (parts: readonly Part[]) => boolean = () => false,
): void {
  rule(names, (asked) => {
    const parts = numbersOf(asked);
    const raises = typeof stops === "boolean" ? stops : stops(parts);
    return plain(asked, parts, { nan: some(parts, (part) => part.nan) || nan(parts), raises });
  });
}

numeric("$sqrt $ln $log10 $asin $acos $atanh $acosh", true);
numeric("$exp $atan $sinh $cosh $tanh $asinh $atan2 $degreesToRadians $radiansToDegrees", false);
numeric("$sin $cos $tan", ([first]) => !first?.finite);
numeric("$log", true, (parts) => !some(parts, (part) => part.finite));
numeric(
  "$pow",
  ([, power]) => (written(power) ?? -1) < 0,
  ([, power]) => !(power?.kind.integer || (written(power) ?? 0.5) % 1 === 0),
);
numeric("$floor $ceil", false);
rule("$round $trunc", (asked) => {
  const [item = NOTHING, ...rest] = asked.args;
  const number = expected(item, "number");
  const places = rest.map(whole);
  const place = places[0] ? written(places[0]) : 0;
  const raises = place === null || place < -20 || place > 100;
  return plain(asked, [number, ...places], { nan: number.nan, raises });
});
rule("$bitAnd $bitOr $bitXor $bitNot", (asked) => plain(asked, asked.args.map(whole)));
rule("$binarySize", (asked) => plain(asked, asked.args));

// Accumulators

rule("$sum $avg $stdDevPop $stdDevSamp", ({ call, args }) => ({
  nullable: call.operator !== "$sum",
  nan: true,
  finite: false,
  raises: anyRaises(args),
}));
rule("$min $max", ({ args, node: { kind } }) => {
  const raises = anyRaises(args);
  const isOverList = args.length === 1 && args[0]?.kind.name === "list";
  const nullable = raises || isOverList || kind.name === "mixed" || args.every((part) => part.nullable);
  return { ...ofFloat(kind), nullable, raises };
});
rule("$median $percentile", (asked) => ({
  ...ofFloat(asked.node.kind),
  nullable: asked.call.operator === "$median",
  raises: anyRaises(asked.named("input")),
}));

// Conditions

rule("$eq $ne $gt $gte $lt $lte $cmp $and $or $not and or not $isArray $isNumber", ({ args }) =>
  truth(anyRaises(args)),
);
rule("== != < <= > >= contains startswith endswith in any all none", () => truth());
RULES.set("is null", () => truth());
rule("$in", ({ args }) => {
  const [item = NOTHING, items = NOTHING] = args;
  const list = holding(items);
  return truth(item.raises || list.raises || list.nullable);
});
rule("$anyElementTrue $allElementsTrue $setIsSubset $setEquals", ({ args }) =>
  truth(some(args.map(holding), (part) => part.raises || part.nullable)),
);
rule("count", ({ first }) => ({ ...CERTAIN, nullable: holding(first).nullable, finite: true }));
rule("$cond", (asked) => {
  const { call, node } = asked;
  const parts = call.named.length > 0 ? asked.named("if", "then", "else") : asked.args;
  return chosen(node.kind, parts, parts.slice(1), false);
});
rule("$switch", (asked) => {
  const { call, node } = asked;
  const branches = argument(call, "branches");
  const given = (branches?.type === "list" ? branches.items : []).map((branch) => {
    const part = (name: string) =>
      branch.type === "struct" ? branch.fields.find((entry) => entry.name === name)?.value : undefined;
    return [part("case"), part("then")] as const;
  });
  const parts = given.flatMap((pair) => pair.flatMap((tree) => asked.of(tree) ?? []));
  const otherwise = asked.named("default");
  const isAlways = given.some(([test]) => test?.type === "literal" && test.value === true);
  const values = [...given.flatMap(([, then]) => asked.of(then) ?? []), ...otherwise];
  return chosen(node.kind, [...parts, ...otherwise], values, otherwise.length === 0 && !isAlways);
});
rule("$ifNull", ({ args, node: { kind } }) => {
  const raises = anyRaises(args);
  return {
    nullable: raises || args.every((part) => part.nullable || isEmpty(part)),
    nan: isFloat(kind) && some(args, (part) => part.nan),
    finite: args.every((part) => part.finite || isEmpty(part)),
    raises,
  };
});

// Lists

const sized = (part: Part): Facts => ({ ...CERTAIN, finite: true, raises: part.raises || part.nullable });
rule("$size", ({ first }) => sized(holding(first)));
rule("len", ({ first }) => sized(first));
rule("$arrayElemAt $first $last", ({ args, node: { kind } }) => {
  const [items = NOTHING, ...indexes] = args;
  return { ...ofFloat(kind), raises: anyRaises([holding(items), ...indexes.map(whole)]) };
});
rule("$slice", ({ args }) => {
  const [items = NOTHING, ...rest] = args;
  const numbers = rest.map(whole);
  const parts = [holding(items), ...numbers];
  const count = numbers[1];
  const raises = anyRaises(parts) || (count !== undefined && !(count.isLiteral && count.value !== null));
  return { ...NO_FACTS, nullable: raises || anyNull(parts), raises };
});
rule("$concatArrays $reverseArray $setUnion $setIntersection $setDifference", ({ args }) => {
  const parts = args.map(holding);
  return { ...NO_FACTS, nullable: anyRaises(parts) || anyNull(parts), raises: anyRaises(parts) };
});
rule("$indexOfArray", ({ args }) => {
  const [first = NOTHING, value = NOTHING, ...rest] = args;
  const items = holding(first);
  const bounds = rest.map(whole);
  const raises = anyRaises([items, value, ...bounds]) || some(bounds, (bound) => !bound.isLiteral);
  return { nullable: items.nullable || raises, nan: false, finite: true, raises };
});
rule("$range", () => ({ ...NO_FACTS, raises: true }));
rule("$zip", (asked) => {
  const [inputs] = asked.named("inputs");
  const [defaults] = asked.named("defaults");
  const lists = (inputs?.items ?? []).map((item) => holding(partOf(item)));
  const raises = anyRaises([...lists, ...(defaults?.items ?? []).map(partOf)]);
  return { ...NO_FACTS, nullable: raises || anyNull(lists), raises };
});
rule("$map $filter", (asked) => {
  const [source = NOTHING] = asked.named("input").map(holding);
  const inner = asked.named("in", "cond");
  const limit = asked.named("limit").map(whole);
  const raises = anyRaises([source, ...inner, ...limit]) || some(limit, (count) => !count.isLiteral);
  if (asked.call.operator === "$map")
    return {
      ...NO_FACTS,
      nullable: source.nullable || anyRaises([source, ...inner]),
      raises: anyRaises([source, ...inner]),
    };
  return { ...NO_FACTS, nullable: source.nullable || raises, raises };
});
rule("$reduce", (asked) => ({
  ...ofFloat(asked.node.kind),
  raises: anyRaises([...asked.named("input").map(holding), ...asked.named("initialValue", "in")]),
}));
rule("$let", (asked) => {
  const { typer, call, node } = asked;
  const given = argument(call, "vars");
  const body = argument(call, "in");
  const inner = body && asked.of(body);
  if (given?.type !== "struct" || !inner) return null;
  const bound = given.fields.flatMap(({ name, value }) => {
    const typed = typer.nodeOf(value);
    return typed && !isRepeated(typed, name, body) ? [partOf(typed)] : [];
  });
  if (bound.length === 0) {
    const { nullable, nan, finite, raises } = inner;
    return { nullable, nan, finite, raises };
  }
  return { ...ofFloat(node.kind), finite: inner.finite, raises: anyRaises([...bound, inner]) };
});
rule("$sortArray", (asked) => {
  const [source = NOTHING] = asked.named("input").map(holding);
  return { ...NO_FACTS, nullable: source.nullable || source.raises, raises: source.raises };
});
rule("$firstN $lastN $minN $maxN", (asked) => {
  const [source = NOTHING] = asked.named("input").map(holding);
  const [count = NOTHING] = asked.named("n").map(whole);
  const raises = source.raises || source.nullable || !count.isLiteral;
  return { ...NO_FACTS, nullable: raises, raises };
});

// Objects

rule("$getField", (asked) => {
  const [item] = asked.named("input");
  const tree = argument(asked.call, "input");
  const isWritten = tree !== null && asked.typer.nodeOf(tree)?.fields !== undefined;
  return item && isWritten && item.raises ? factsOfMember(item, asked.node.kind, 0) : null;
});
rule("$setField $unsetField", (asked) => {
  const [item = NOTHING] = asked.named("input").map(holding);
  const raises = anyRaises([item, ...asked.named("value")]);
  return { ...NO_FACTS, nullable: item.nullable || raises, raises };
});
rule("$mergeObjects", ({ args, first }) => {
  const isOverList = args.length === 1 && first.kind.name === "list";
  const raises = anyRaises(isOverList ? args : args.map(holding));
  return { ...NO_FACTS, nullable: raises, raises };
});
rule("$objectToArray", ({ first }) => {
  const { nullable, raises } = holding(first);
  return { ...NO_FACTS, nullable, raises };
});
rule("$arrayToObject", ({ node }) => (node.fields || node.isLiteral ? null : { ...NO_FACTS, raises: true }));

// Texts

const textsOf = (parts: readonly Part[]) => parts.map((part) => expected(part, "text"));
const isFilled = (part: Part | undefined) => part?.isLiteral === true && Boolean(part.value);
const isPosition = (part: Part) => (written(part) ?? -1) >= 0;

rule("$concat", (asked) => plain(asked, textsOf(asked.args)));
rule("$toLower $toUpper $strcasecmp", (asked) => plain(asked, asked.args.map(asText), { nullable: false }));
rule("$strLenCP $strLenBytes", (asked) => {
  const parts = textsOf(asked.args);
  return plain(asked, parts, { nullable: false, raises: anyNull(parts) });
});
rule("$split", (asked) => {
  const parts = textsOf(asked.args);
  return plain(asked, parts, { raises: !isFilled(parts[1]) });
});
rule("$trim $ltrim $rtrim", (asked) => plain(asked, textsOf(asked.named("input", "chars"))));
rule("$replaceAll $replaceOne", (asked) =>
  plain(asked, textsOf(asked.named("input", "find", "replacement"))),
);
rule("$substrCP $substrBytes $substr", (asked) => {
  const [text = NOTHING, ...rest] = asked.args;
  const places = rest.map(whole);
  const isPlain = asked.call.operator === "$substrCP" && places.every(isPosition);
  return plain(asked, [asText(text), ...places], { nullable: false, raises: !isPlain });
});
rule("$indexOfCP $indexOfBytes", (asked) => {
  const [text, part, ...rest] = asked.args;
  const [source = NOTHING, sought = NOTHING] = textsOf([text ?? NOTHING, part ?? NOTHING]);
  const limits = rest.map(whole);
  const isSafe = !sought.nullable && limits.every(isPosition);
  return plain(asked, [source, sought, ...limits], { nullable: source.nullable, raises: !isSafe });
});
rule("$regexMatch", (asked) => truth(anyRaises(textsOf(asked.named("input")))));
rule("$regexFind $regexFindAll", (asked) =>
  plain(asked, textsOf(asked.named("input")), { nullable: asked.call.operator === "$regexFind" }),
);

// Dates

const datesOf = (parts: readonly Part[]) => parts.map((part) => expected(part, "date"));
/** The day that a week starts on, which is looked at for weeks alone; what is no text is null. */
function weekStart(asked: Asked): Part[] {
  const [unit] = asked.named("unit");
  return unit?.value === "week" ? asked.named("startOfWeek") : [];
}

rule(
  "$year $month $hour $minute $second $millisecond $isoWeek $isoWeekYear $isoDayOfWeek $dayOfMonth $dayOfWeek " +
    "$dayOfYear $week $dateToParts",
  (asked) => plain(asked, [...datesOf([...asked.args, ...asked.named("date")]), ...asked.named("timezone")]),
);
rule("$dateAdd $dateSubtract", (asked) =>
  plain(
    asked,
    [
      ...datesOf(asked.named("startDate")),
      ...asked.named("amount").map(whole),
      ...asked.named("unit", "timezone"),
    ],
    { raises: true },
  ),
);
rule("$dateDiff", (asked) =>
  plain(asked, [
    ...datesOf(asked.named("startDate", "endDate")),
    ...asked.named("unit", "timezone"),
    ...weekStart(asked),
  ]),
);
rule("$dateTrunc", (asked) => {
  const size = asked.named("binSize").map(whole);
  const parts = [...datesOf(asked.named("date")), ...asked.named("unit", "timezone"), ...weekStart(asked)];
  const isSafe = size.every((part) => {
    const count = written(part);
    return count !== null && count > 0 && count <= 3_000_000;
  });
  return plain(asked, [...parts, ...size], { raises: !isSafe });
});
rule("$dateFromParts", (asked) => {
  const parts = asked.call.named.flatMap(({ name, value }) => {
    const part = asked.of(value);
    return part ? [name === "timezone" ? part : whole(part)] : [];
  });
  return plain(asked, parts, { raises: true });
});
const withFallbacks = (kind: Kind, parts: readonly Part[], raises: boolean): Facts => ({
  nullable: true,
  nan: isFloat(kind) || kind.name === "mixed",
  finite: false,
  raises: raises || anyRaises(parts),
});
rule("$dateToString", (asked) =>
  withFallbacks(
    asked.node.kind,
    [...datesOf(asked.named("date")), ...asked.named("format", "onNull", "timezone")],
    false,
  ),
);
rule("$dateFromString", (asked) => {
  const isHandled = argument(asked.call, "onError") !== null;
  const text = asked.named("dateString");
  const others = asked.named("format", "onError", "onNull", "timezone");
  return withFallbacks(asked.node.kind, [...(isHandled ? text : textsOf(text)), ...others], !isHandled);
});

// Conversions

const TARGETS: Record<string, readonly [string, isFloat: boolean, isWhole: boolean]> = {
  $toInt: ["int", false, true],
  $toLong: ["long", false, true],
  $toDouble: ["double", true, false],
  $toDecimal: ["decimal", true, false],
  $toString: ["string", false, false],
  $toBool: ["bool", false, false],
  $toDate: ["date", false, false],
};

/** As `type_name` in `operators/types.py`. */
function typeName({ name, integer, bits }: Kind): string {
  if (name === "number") return integer ? (bits <= 32 ? "int" : "long") : bits ? "double" : "decimal";
  return { text: "string", boolean: "bool", date: "date" }[name as string] ?? "";
}

/** Whether some value of a kind has none of a type. */
function canFail(kind: Kind, to: string): boolean {
  const fits = kind.bits <= 64;
  if (to === "bool" || kind.name === "null" || (typeName(kind) === to && fits)) return false;
  if (to === "string") return !["number", "boolean", "date", "text"].includes(kind.name);
  if (kind.name === "boolean") return to === "date";
  if (kind.name === "date") return to === "int";
  if (kind.name === "number")
    return to === "int" || to === "date" || (to === "long" && !(kind.integer && fits));
  return true;
}

rule(Object.keys(TARGETS).join(" "), ({ call, first }) => {
  const [to, float, isWhole] = TARGETS[call.operator] as (typeof TARGETS)[string];
  const raises = canFail(first.kind, to) || first.raises;
  return {
    nullable: first.nullable || isEmpty(first) || raises,
    nan: first.nan && float,
    finite: isWhole,
    raises,
  };
});
rule("$type", ({ first }) => truth(first.raises));
rule("$convert", (asked) => {
  const [item = NOTHING] = asked.named("input");
  const fails = canFail(item.kind, targetOf(argument(asked.call, "to")) ?? "bool");
  const onError = asked.named("onError");
  const branches = [...asked.named("onNull"), ...(fails ? onError : [])];
  const raises = anyRaises([item, ...branches]) || (fails && onError.length === 0);
  return { ...ofFloat(asked.node.kind), raises };
});

const CODES = new Map([
  [1n, "double"],
  [2n, "string"],
  [8n, "bool"],
  [9n, "date"],
  [16n, "int"],
  [18n, "long"],
  [19n, "decimal"],
]);

function targetOf(tree: Tree | null): string | null {
  const inner = tree?.type === "struct" ? tree.fields.find(({ name }) => name === "type")?.value : tree;
  let value: unknown = inner?.type === "literal" ? inner.value : null;
  if (value instanceof Map) value = value.get("type");
  if (typeof value === "number") value = BigInt(Math.trunc(value));
  return typeof value === "string" ? value : (CODES.get(value as bigint) ?? null);
}
