/** What is certain of conversions between types. */
import { ofFloat } from "../facts";
import type { Kind } from "../kinds";
import { argument, type Tree } from "../language/tree";
import { anyRaises, isEmpty, NOTHING, rule, truth } from "./parts";

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
