/** What is certain of comparisons and of choices. */
import { isFloat } from "../kinds";
import { argument } from "../language/tree";
import { anyRaises, CERTAIN, chosen, holding, isEmpty, NOTHING, RULES, rule, some, truth } from "./parts";

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
