/** Kinds of values: asking for them, and making one of another. */
import { BOOLEAN, DATE, DOUBLE, INT32, INT64, joinAll, type Kind, NOUNS, NULL, TEXT } from "../kinds";
import type { Constant, Tree } from "../language/tree";
import type { Node } from "../typed";
import type { Typer } from "../typing";
import { Instant, isNumber, isTrue, narrow, rankOf, type Value } from "../values";
import { parseIso } from "./calendar";
import { type Outcome, onValues, STOP, stopOf } from "./needs";
import { textOf } from "./number-text";
import { byName, byPosition } from "./registry";

type Target = "int" | "long" | "double" | "decimal" | "string" | "bool" | "date";

/** What $convert makes -> its kind; a decimal is a double here. */
const TARGETS: Record<Target, Kind> = {
  int: INT32,
  long: INT64,
  double: DOUBLE,
  decimal: DOUBLE,
  string: TEXT,
  bool: BOOLEAN,
  date: DATE,
};
const CODES: Record<number, Target> = {
  1: "double",
  2: "string",
  8: "bool",
  9: "date",
  16: "int",
  18: "long",
  19: "decimal",
};
const FIRST_MS = -62_135_596_800_000;
const LAST_MS = 253_402_300_799_999;

const NAMES = ["null", "double", "string", "object", "array", "binData", "bool", "date"];

/** What MongoDB's $type answers for values of a kind. */
function typeName(kind: Kind): string {
  if (kind.name === "number") {
    if (!kind.integer) return kind.bits > 0 ? "double" : "decimal";
    return kind.bits <= 32 ? "int" : "long";
  }
  const names: Record<string, string> = {
    text: "string",
    boolean: "bool",
    date: "date",
    list: "array",
    struct: "object",
    map: "object",
    binary: "binData",
  };
  return names[kind.name] ?? "null";
}

byPosition("$type", 1, 1, (typer, call, operator) => {
  const items = typer.args(call, operator);
  const kind = items[0]?.kind ?? NULL;
  const name = typeName(kind);
  return onValues(call, operator, items, TEXT, (value) => {
    if (value == null) return "null";
    if (kind.name !== "mixed") return name;
    return typeof value === "bigint" ? "long" : (NAMES[rankOf(value)] as string);
  });
});

byPosition("$isNumber", 1, 1, (typer, call, operator) =>
  onValues(call, operator, typer.args(call, operator), BOOLEAN, (value) => isNumber(value)),
);

function integerOf(value: Value, bits: number): Outcome {
  let found: bigint;
  if (typeof value === "boolean") return Number(value);
  if (typeof value === "bigint") found = value;
  else if (typeof value === "number") {
    if (!Number.isFinite(value)) return STOP;
    found = BigInt(Math.trunc(value));
  } else if (typeof value === "string" && /^[+-]?\d+$/.test(value)) found = BigInt(value.replace(/^\+/, ""));
  else if (value instanceof Instant && bits === 64) found = BigInt(Math.floor(value.ms));
  else return STOP;
  return BigInt.asIntN(bits, found) === found ? narrow(found) : STOP;
}

function doubleOf(value: Value): Outcome {
  if (isNumber(value) || typeof value === "boolean") return Number(value);
  if (value instanceof Instant) return Math.floor(value.ms);
  return typeof value === "string" && /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(value)
    ? Number(value)
    : STOP;
}

function dateOf(value: Value): Outcome {
  if (value instanceof Instant) return value;
  if (typeof value === "string") return parseIso(value, null) ?? STOP;
  if (!isNumber(value)) return STOP;
  const ms = Math.trunc(Number(value));
  return ms >= FIRST_MS && ms <= LAST_MS ? new Instant(ms) : STOP;
}

function stringOf(value: Value, kind: Kind): Outcome {
  if (typeof value === "string") return value;
  if (typeof value === "boolean" || value instanceof Instant) return textOf(value);
  if (!isNumber(value)) return STOP;
  // Whole numbers are written by all their digits.
  return kind.integer ? String(value) : textOf(value);
}

/** A value, not null, made into another kind. */
function converted(value: Value, kind: Kind, to: Target): Outcome {
  switch (to) {
    case "bool":
      return isTrue(value);
    case "string":
      return stringOf(value, kind);
    case "date":
      return dateOf(value);
    case "int":
      return integerOf(value, 32);
    case "long":
      return integerOf(value, 64);
    default:
      return doubleOf(value);
  }
}

/** Whether some values of a kind cannot be made into another. */
function canFail(kind: Kind, to: Target): boolean {
  const { name } = kind;
  if (to === "bool" || name === "null" || (typeName(kind) === to && kind.bits <= 64)) return false;
  if (to === "string") return !["number", "boolean", "date", "text"].includes(name);
  if (name === "boolean") return to === "date";
  if (name === "date") return to === "int";
  if (name === "number")
    return to === "int" || to === "date" || (to === "long" && !(kind.integer && kind.bits <= 64));
  return true;
}

function conversion(name: string, to: Target): void {
  byPosition(name, 1, 1, (typer, call, operator) => {
    const items = typer.args(call, operator);
    const kind = items[0]?.kind ?? NULL;
    if (canFail(kind, to) && ["list", "struct", "map", "binary", "boolean", "date"].includes(kind.name))
      typer.warn(
        `${typer.called(call)} cannot take ${NOUNS[kind.name]}: an error where there is one.`,
        call.span,
      );
    return onValues(call, operator, items, TARGETS[to], (value) =>
      value == null ? null : converted(value, kind, to),
    );
  });
}

conversion("$toInt", "int");
conversion("$toLong", "long");
conversion("$toDouble", "double");
conversion("$toDecimal", "decimal");
conversion("$toString", "string");
conversion("$toBool", "bool");
conversion("$toDate", "date");

/** The type that `to` asks for; null for null. */
function targetOf(typer: Typer, tree: Tree): Target | null {
  let given: Tree | undefined = tree;
  if (given.type === "struct") given = given.fields.find((entry) => entry.name === "type")?.value;
  if (given?.type === "literal") {
    const { value } = given;
    const plain: Constant | undefined = value instanceof Map ? (value.get("type") ?? null) : value;
    if (plain === null) return null;
    const name = typeof plain === "string" ? plain : CODES[Number(plain)];
    if (name !== undefined && Object.hasOwn(TARGETS, name)) return name as Target;
  }
  throw typer.error(
    "value",
    "$convert cannot make that.",
    tree.span,
    `The types are ${Object.keys(TARGETS).join(", ")}.`,
  );
}

byName("$convert", "input to onError? onNull?", (typer, call, operator) => {
  const item = typer.type(typer.named(call, "input"));
  const to = targetOf(typer, typer.named(call, "to"));
  const onError = typer.optional(call, "onError");
  const onNull = typer.optional(call, "onNull");
  const branches: Node[] = [...(onNull ? [onNull] : [])];
  if (onError && canFail(item.kind, to ?? "bool")) branches.push(onError);
  return {
    span: call.span,
    kind: joinAll([to === null ? NULL : TARGETS[to], ...branches.map((branch) => branch.kind)]),
    run(frame) {
      const value = item.run(frame);
      if (value == null) return onNull?.run(frame) ?? null;
      if (to === null) return null;
      const found = converted(value, item.kind, to);
      if (found !== STOP) return found;
      if (onError) return onError.run(frame);
      throw stopOf(operator.name, call.span, [item], [value]);
    },
  };
});
