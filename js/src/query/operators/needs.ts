/** What operators ask of their arguments, and the nodes that they make of them. */
import type { Span } from "../errors";
import { RowStop } from "../errors";
import {
  DATE,
  DOUBLE,
  INT64,
  type Kind,
  type KindName,
  kind as kindOf,
  listOf,
  MIXED,
  NOUNS,
  NULL,
  RANKS,
  TEXT,
} from "../kinds";
import type { Call } from "../language/tree";
import { constantNode } from "../nodes";
import { shownAs } from "../shown";
import type { Node } from "../typed";
import type { Typer } from "../typing";
import { Instant, isNumber, type Numeric, rankOf, type Value } from "../values";
import type { Operator } from "./registry";

export const MANY = Number.POSITIVE_INFINITY;

/** What a computation answers where MongoDB stops with an error. */
export const STOP = Symbol("stop");
export type Outcome = Value | typeof STOP;

/** The error of an operator that stops on what it was given. */
export function stopOf(name: string, at: Span, items: readonly Node[], values: readonly Value[]): RowStop {
  const given = items.map((item, index) => shownAs(values[index], item.kind));
  if (given.length === 0) return new RowStop(name, at);
  return new RowStop(`${name} of ${given.length < 3 ? given.join(" and ") : given.join(", ")}`, at);
}

/** An operator on the values of its arguments, null or not. */
export function onValues(
  call: Call,
  operator: Operator,
  items: readonly Node[],
  kind: Kind,
  compute: (...values: Value[]) => Outcome,
): Node {
  const { name } = operator;
  const [first, second] = items;
  if (first && items.length === 1)
    return {
      span: call.span,
      kind,
      run(frame) {
        const value = first.run(frame);
        const found = compute(value);
        if (found === STOP) throw stopOf(name, call.span, items, [value]);
        return found;
      },
    };
  if (first && second && items.length === 2)
    return {
      span: call.span,
      kind,
      run(frame) {
        const left = first.run(frame);
        const right = second.run(frame);
        const found = compute(left, right);
        if (found === STOP) throw stopOf(name, call.span, items, [left, right]);
        return found;
      },
    };
  return {
    span: call.span,
    kind,
    run(frame) {
      const values = items.map((item) => item.run(frame));
      const found = compute(...values);
      if (found === STOP) throw stopOf(name, call.span, items, values);
      return found;
    },
  };
}

/** An operator that is null as soon as one of its arguments is. */
export function unlessNull(
  call: Call,
  operator: Operator,
  items: readonly Node[],
  kind: Kind,
  // biome-ignore lint/suspicious/noExplicitAny: the kinds of the arguments were checked before
  compute: (...values: any[]) => Outcome,
): Node {
  return onValues(call, operator, items, kind, (...values) =>
    values.some((value) => value == null) ? null : compute(...values),
  );
}

const PLURALS: Record<string, string> = { number: "numbers", text: "text", date: "dates" };
const NEEDED: Record<string, string> = { number: "a number", text: "text", date: "a date" };
const PLAIN: Record<string, Kind> = { number: DOUBLE, text: TEXT, date: DATE };
/** Kind given and kind needed -> what makes one of the other, in the infix and in MongoDB's form. */
const MAKERS: Record<string, readonly [string, string]> = {
  "text number": ["number", "$toDouble"],
  "text date": ["date", "$toDate"],
  "number text": ["text", "$toString"],
  "date text": ["text", "$toString"],
  "boolean number": ["number", "$toInt"],
  "list number": ["size", "$size"],
};

/**
 * An argument as a number, text or date. A value whose kind differs by row is taken where it is of that kind; other
 * rows are errors.
 */
export function expect(typer: Typer, item: Node, wanted: "number" | "text" | "date", name: string): Node {
  if (item.kind.name === wanted || item.kind.name === "null") return item;
  if (item.kind.name === "mixed")
    return only(item, RANKS[wanted], PLAIN[wanted] as Kind, NEEDED[wanted] as string);
  throw typer.error(
    "type",
    `${name} takes ${PLURALS[wanted]}, not ${NOUNS[item.kind.name]}.`,
    item.span,
    makerHint(typer, item, wanted),
  );
}

function makerHint(typer: Typer, item: Node, wanted: KindName): string | null {
  const makers = MAKERS[`${item.kind.name} ${wanted}`];
  if (makers === undefined) return null;
  const source = typer.source(item.span);
  const [word, operator] = makers;
  const made = typer.isMongo ? `{${operator}: ${source}}` : `${word}(${source})`;
  return word === "size" ? `Its length is ${made}.` : `Make ${NEEDED[wanted]} of it: ${made}.`;
}

/** A value whose kind differs by row, where it is of one kind; an error elsewhere. */
function only(item: Node, rank: number, kind: Kind, needed: string): Node {
  return {
    span: item.span,
    kind,
    run(frame) {
      const value = item.run(frame);
      if (value != null && rankOf(value) !== rank)
        throw new RowStop(`${shownAs(value, item.kind)} where ${needed} is needed`, item.span);
      return value;
    },
  };
}

/** An argument as a date; the infix form takes a text such as '2021-04-01' for one. */
export function expectDate(typer: Typer, item: Node, name: string): Node {
  return expect(typer, typer.isMongo ? item : typer.asDate(item, DATE), "date", name);
}

/** An argument as a whole number of 64 bits; a fraction is an error, at once or by row. */
export function expectWhole(typer: Typer, given: Node, name: string): Node {
  const item = expect(typer, given, "number", name);
  const { kind } = item;
  if (kind.name === "null" || (kind.integer && kind.bits === 64)) return item;
  if (item.isLiteral) {
    if (kind.integer && kind.bits <= 64) return item;
    const value = Number(item.value);
    if (!(Math.abs(value) < 2 ** 53) || !Number.isInteger(value))
      throw typer.error("value", `${name} takes whole numbers here.`, item.span);
    return { ...constantNode(BigInt(value), item.span), kind: INT64 };
  }
  if (kind.integer && kind.bits <= 64) return { ...item, kind: INT64 };
  const isWhole = (value: Numeric) =>
    typeof value === "bigint"
      ? BigInt.asIntN(64, value) === value
      : Number.isInteger(value) && Math.abs(value) <= 9e15;
  return {
    span: item.span,
    kind: INT64,
    run(frame) {
      const value = item.run(frame);
      if (isNumber(value) && !isWhole(value))
        throw new RowStop(`${shownAs(value, kind)} where a whole number is needed`, item.span);
      return value;
    },
  };
}

/** An argument as a list; null stays null. */
export function needList(typer: Typer, item: Node, name: string): Node {
  if (item.kind.name === "list" || item.kind.name === "null") return item;
  if (item.kind.name === "mixed") return only(item, RANKS.list, listOf(MIXED), "a list");
  let hint: string | null = null;
  if (item.kind.name === "struct") {
    const names = item.kind.fields.map(([key]) => key);
    const lists = item.kind.fields.filter(([, inner]) => inner.name === "list").map(([key]) => key);
    if (lists.length > 0) hint = `Name one of its lists: ${lists.slice(0, 8).join(", ")}.`;
    else if (names.length > 0) hint = `It has ${names.slice(0, 8).join(", ")}.`;
  }
  throw typer.error("type", `${name} takes a list, not ${NOUNS[item.kind.name]}.`, item.span, hint);
}

/** An argument as an object; null stays null. */
export function needObject(typer: Typer, item: Node, name: string): Node {
  if (["struct", "map", "null"].includes(item.kind.name)) return item;
  if (item.kind.name === "mixed")
    return only(item, RANKS.struct, kindOf("map", { element: MIXED }), "an object");
  throw typer.error("type", `${name} takes an object, not ${NOUNS[item.kind.name]}.`, item.span);
}

export const elementKind = (item: Node): Kind => item.kind.element ?? NULL;

/** The text that an argument is written as; null for null. */
export function literalText(
  typer: Typer,
  item: Node,
  name: string,
  argument: string,
  example: string,
): string | null {
  if (item.kind.name === "null") return null;
  if (item.isLiteral && typeof item.value === "string") return item.value;
  throw typer.error(
    "value",
    `The ${argument} of ${name} is a text that is written out.`,
    item.span,
    `Write ${example}.`,
  );
}

export const isNull = (item: Node) => item.kind.name === "null";

/** A number that is written out, or null. */
export function writtenNumber(item: Node): Numeric | null {
  return item.isLiteral && isNumber(item.value ?? null) ? (item.value as Numeric) : null;
}

export const msOf = (value: Value) => (value as Instant).ms;
export const instant = (ms: number): Value => new Instant(ms);
