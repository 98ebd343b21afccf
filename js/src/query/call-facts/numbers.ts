/** What is certain of arithmetic and of accumulators. */
import { ofFloat } from "../facts";
import { BOOLEAN, isFloat, type Kind } from "../kinds";
import {
  type Asked,
  anyNull,
  anyRaises,
  chosen,
  expected,
  isEmpty,
  NOTHING,
  type Part,
  plain,
  rule,
  some,
  truth,
  whole,
  written,
} from "./parts";

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
