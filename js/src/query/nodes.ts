/** Typed nodes that are no operator: constants, lists and objects written out, bound names, paths into values. */
import type { Span } from "./errors";
import { NO_FACTS, ofFloat } from "./facts";
import {
  BOOLEAN,
  DATE,
  DOUBLE,
  INT32,
  INT64,
  INT128,
  joinAll,
  type Kind,
  listOf,
  NULL,
  structOf,
  TEXT,
} from "./kinds";
import type { Constant } from "./language/tree";
import type { Facts, Frame, Node } from "./typed";
import { type Instant, isList, isObjectValue, narrow, objectOf, type Value } from "./values";

/** A name that an operator gives to a value: its kind, and the value itself where it is repeated. */
export interface Binding {
  readonly name: string;
  readonly kind: Kind;
  readonly level: number;
  readonly value?: Node;
  readonly facts?: Facts;
}

/** Follows a path into objects, and into every object of a list, once per step; undefined is missing. */
export function follow(value: Value, path: readonly string[], at: number): Value {
  if (at === path.length) return value;
  if (isList(value)) {
    const found: Value[] = [];
    for (const item of value) {
      if (!isObjectValue(item)) continue;
      const part = follow(item, path, at);
      if (part !== undefined) found.push(part);
    }
    return found;
  }
  const name = path[at] as string;
  if (!isObjectValue(value) || !Object.hasOwn(value, name)) return undefined;
  return follow(value[name] ?? null, path, at + 1);
}

/** The typed form of a constant. */
export function constantNode(constant: Constant, at: Span): Node {
  if (Array.isArray(constant)) {
    const items = constant.map((item: Constant) => constantNode(item, at));
    return listNode(items, at);
  }
  if (constant instanceof Map)
    return structNode(
      [...(constant as Map<string, Constant>)].map(([name, item]) => [name, constantNode(item, at)]),
      at,
    );
  const plain = constant as null | boolean | bigint | number | string | Instant;
  const value = typeof plain === "bigint" ? narrow(plain) : plain;
  const kind = kindOfConstant(plain);
  const facts = factsOfConstant(plain, kind);
  return { span: at, kind, run: () => value, facts, isSimple: true, isLiteral: true, value };
}

function factsOfConstant(value: unknown, kind: Kind): Facts {
  if (value === null) return NO_FACTS;
  const finite =
    kind.name === "number" && (kind.integer || Math.abs(Number(value)) < Number.POSITIVE_INFINITY);
  return { nullable: false, nan: Number.isNaN(value), finite, raises: false };
}

const ofParts = (parts: readonly Node[]): Facts => ({
  ...NO_FACTS,
  nullable: false,
  raises: parts.some((part) => part.facts?.raises),
});

function kindOfConstant(value: null | boolean | bigint | number | string | Instant): Kind {
  if (value === null) return NULL;
  switch (typeof value) {
    case "boolean":
      return BOOLEAN;
    case "bigint":
      return BigInt.asIntN(32, value) === value ? INT32 : BigInt.asIntN(64, value) === value ? INT64 : INT128;
    case "number":
      return DOUBLE;
    case "string":
      return TEXT;
    default:
      return DATE;
  }
}

export function listNode(items: readonly Node[], at: Span): Node {
  const run = (frame: Frame) => items.map((item) => item.run(frame));
  const kind = listOf(joinAll(items.map((item) => item.kind)));
  return { span: at, kind, run, items, facts: ofParts(items) };
}

export function structNode(fields: readonly (readonly [string, Node])[], at: Span): Node {
  const run = (frame: Frame) => objectOf(fields.map(([name, item]) => [name, item.run(frame)] as const));
  const kind = structOf(fields.map(([name, item]) => [name, item.kind]));
  return { span: at, kind, run, fields, facts: ofParts(fields.map(([, item]) => item)) };
}

/** The typed form of a use of a bound name. */
export function boundNode(binding: Binding, at: Span): Node {
  if (binding.value) return { ...binding.value, span: at };
  const { level, kind, facts = ofFloat(kind) } = binding;
  return { span: at, kind, facts, isSimple: true, run: (frame) => frame.bound[level] ?? null };
}
