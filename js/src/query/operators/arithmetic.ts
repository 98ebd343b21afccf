/** Arithmetic on numbers: null with null, doubles where integers could overflow; dates are moved and subtracted. */
import { RowStop } from "../errors";
import { DATE, DOUBLE, INT64, INT128, type Kind, MIXED, NOUNS } from "../kinds";
import type { Call } from "../language/tree";
import { shownAs } from "../shown";
import type { Frame, Node } from "../typed";
import type { Typer } from "../typing";
import { Instant, isNumber, type Numeric, narrow, type Value } from "../values";
import { expect, isNull, MANY, type Outcome, onValues, STOP, unlessNull } from "./needs";
import { byPosition, type Operator } from "./registry";

const WITH_DATES = ["$add", "$subtract"];

function rule(typer: Typer, call: Call, operator: Operator): Node {
  const items = typer.args(call, operator);
  const isMixed = items.some((item) => item.kind.name === "mixed");
  if (isMixed && typer.isMongo && WITH_DATES.includes(operator.name))
    return numberOrDate(typer, call, operator, items);
  return calculated(typer, call, operator, items);
}

function calculated(typer: Typer, call: Call, operator: Operator, given: readonly Node[]): Node {
  const items = asNumbers(typer, call, operator, given);
  const kind = resultKind(operator.name, items);
  const name = typer.called(call);
  if (items.some(isNull)) typer.warn(`${name} with null is null for every row.`, call.span);
  const compute =
    kind.name === "date" || items.some((item) => item.kind.name === "date") ? withDates : numbersOnly;
  return unlessNull(call, operator, items, kind, compute(operator.name, kind));
}

/** The arguments as numbers; a date among those of $add and $subtract stays a date. */
function asNumbers(typer: Typer, call: Call, operator: Operator, items: readonly Node[]): Node[] {
  const name = typer.called(call);
  const dates = items.filter((item) => item.kind.name === "date");
  if (!WITH_DATES.includes(operator.name) || dates.length === 0)
    return items.map((item) => expect(typer, item, "number", name));
  const [first, second] = items as [Node, Node];
  if (operator.name === "$add" && dates.length > 1)
    throw typer.error("type", `${name} takes one date at most.`, (dates[1] as Node).span);
  if (operator.name === "$subtract") {
    if (!["date", "null", "mixed"].includes(first.kind.name))
      throw typer.error("type", `${name} cannot take a date from ${NOUNS[first.kind.name]}.`, call.span);
    if (second.kind.name === "date") return items.map((item) => expect(typer, item, "date", name));
  }
  return items.map((item) => (item.kind.name === "date" ? item : expect(typer, item, "number", name)));
}

function resultKind(name: string, items: readonly Node[]): Kind {
  if (items.some((item) => item.kind.name === "date"))
    return name === "$subtract" && items[1]?.kind.name === "date" ? INT64 : DATE;
  const isWhole = items.every((item) => item.kind.integer || isNull(item));
  if (name === "$mod" && isWhole) return items.every((item) => item.kind.bits > 64) ? INT128 : INT64;
  return name !== "$divide" && isWhole && fits(name, items) ? INT64 : DOUBLE;
}

/** Whether the result of whole numbers always fits into 64 bits. */
function fits(name: string, items: readonly Node[]): boolean {
  if (name !== "$multiply") return items.every((item) => item.kind.bits <= 32);
  return items.reduce((sum, item) => sum + width(item), 0) <= 64;
}

function width(item: Node): number {
  if (!item.isLiteral || !item.kind.integer) return item.kind.bits;
  const value = BigInt(item.value as Numeric);
  return (value < 0n ? -value : value).toString(2).length + 1 - (value === 0n ? 1 : 0);
}

function numbersOnly(name: string, kind: Kind): (...values: Numeric[]) => Outcome {
  switch (name) {
    case "$add":
      return (...values) => values.reduce<number>((sum, value) => sum + Number(value), 0);
    case "$subtract":
      return (left, right) => Number(left) - Number(right);
    case "$multiply":
      return (...values) => product(values, kind.integer);
    case "$divide":
      return (left, right) => (Number(right) === 0 ? STOP : Number(left) / Number(right));
    case "$mod":
      return (left, right) => (Number(right) === 0 ? STOP : remainder(left, right, kind.integer));
    default:
      return (value) => Math.abs(Number(value));
  }
}

function product(values: readonly Numeric[], isWhole: boolean): Numeric {
  const found = values.reduce<number>((all, value) => all * Number(value), 1);
  if (!isWhole || Number.isSafeInteger(found)) return isWhole ? found + 0 : found;
  return narrow(values.reduce<bigint>((all, value) => all * BigInt(value), 1n));
}

function remainder(left: Numeric, right: Numeric, isWhole: boolean): Numeric {
  if (!isWhole) return Number(left) % Number(right);
  if (typeof left === "number" && typeof right === "number") return (left % right) + 0;
  return narrow(BigInt(left) % BigInt(right));
}

/** A date moved by milliseconds, each rounded as MongoDB does, or the milliseconds between two. */
function withDates(name: string): (...values: Value[]) => Outcome {
  return (...values) => {
    if (name === "$subtract" && values[1] instanceof Instant)
      return Math.floor((values[0] as Instant).ms - values[1].ms);
    const date = values.find((value) => value instanceof Instant) as Instant;
    const sign = name === "$subtract" ? -1 : 1;
    let ms = 0;
    for (const value of values) if (isNumber(value)) ms += sign * rounded(Number(value));
    const moved = date.ms + ms;
    return Math.abs(moved) > 9e15 || Number.isNaN(moved) ? STOP : new Instant(moved);
  };
}

/** Half away from zero. */
export function rounded(value: number): number {
  return Math.sign(value) * Math.floor(Math.abs(value) + 0.5);
}

/** The call for values whose kind differs by row: by numbers, or by dates where they are. */
function numberOrDate(typer: Typer, call: Call, operator: Operator, given: readonly Node[]): Node {
  const { name } = operator;
  const [first, second] = given as [Node, Node];
  const hasDate = given.some((item) => item.kind.name === "date");
  const takesNumbers =
    name === "$add" ? hasDate : !["date", "mixed", "null"].includes(first.kind.name) || isNull(second);
  if (takesNumbers || (name === "$subtract" && second.kind.name === "date"))
    return calculated(typer, call, operator, given);
  const items = given.map((item) =>
    ["mixed", "date"].includes(item.kind.name) ? item : expect(typer, item, "number", name),
  );
  const isDate = (value: Value) => value instanceof Instant;
  const check = (
    item: Node,
    dateAllowed: (values: readonly Value[]) => boolean,
    values: Value[],
    frame: Frame,
  ) => {
    const value = item.run(frame);
    if (value != null && !isNumber(value) && !(isDate(value) && dateAllowed(values)))
      throw new RowStop(`${shownAs(value, item.kind)} where a number is needed`, item.span);
    values.push(value);
  };
  // One date is added to, and a date is taken from a date alone.
  const dateAllowed = (values: readonly Value[]) =>
    name === "$add" ? !values.some(isDate) : values.length === 0 || values[0] == null || isDate(values[0]);
  const dates = withDates(name);
  const numbers = numbersOnly(name, DOUBLE) as (...values: Value[]) => Outcome;
  const checked: Node = { span: call.span, kind: MIXED, run: () => null };
  const total = onValues(call, operator, items, MIXED, (...values) => {
    if (values.some((value) => value == null)) return null;
    return values.some(isDate) ? dates(...values) : numbers(...values);
  });
  return {
    ...checked,
    run(frame) {
      const values: Value[] = [];
      for (const item of items) check(item, dateAllowed, values, frame);
      return total.run(frame);
    },
  };
}

byPosition("$add", 0, MANY, rule);
byPosition("$multiply", 0, MANY, rule);
byPosition("$subtract", 2, 2, rule);
byPosition("$divide", 2, 2, rule);
byPosition("$mod", 2, 2, rule);
byPosition("$abs", 1, 1, rule);
