/** What is certain of lists and objects. */
import { factsOfMember, isRepeated, NO_FACTS, ofFloat } from "../facts";
import { argument } from "../language/tree";
import type { Facts } from "../typed";
import { anyNull, anyRaises, CERTAIN, holding, NOTHING, type Part, partOf, rule, some, whole } from "./parts";

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
