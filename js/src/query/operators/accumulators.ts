/** Sums and the like over a list or over several arguments; what is no number is passed over. */
import { DOUBLE, joinAll, type Kind, listOf } from "../kinds";
import type { Call } from "../language/tree";
import { constantNode } from "../nodes";
import type { Node } from "../typed";
import type { Typer } from "../typing";
import { compareNumbers, compareValues, isList, isNumber, type Value } from "../values";
import { elementKind, MANY, onValues } from "./needs";
import { byName, byPosition, type Operator } from "./registry";

const isOverList = (items: readonly Node[]) => items.length === 1 && items[0]?.kind.name === "list";

function kindsOf(items: readonly Node[]): Kind[] {
  const [first] = items;
  return first && isOverList(items) ? [elementKind(first)] : items.map((item) => item.kind);
}

/** The values that arguments hold: the elements of a list that stands alone, else the arguments. */
function valuesOf(values: readonly Value[]): readonly Value[] {
  const [first] = values;
  return values.length === 1 && isList(first) ? first : values;
}

function numbersOf(values: readonly Value[]): number[] {
  return valuesOf(values).filter(isNumber).map(Number);
}

function overNumbers(name: string, compute: (numbers: number[]) => Value): void {
  byPosition(name, 0, MANY, (typer, call, operator) => {
    const items = typer.args(call, operator);
    const kinds = kindsOf(items);
    if (items.length > 0 && !kinds.some((kind) => ["number", "mixed", "null"].includes(kind.name)))
      typer.warn(`${typer.called(call)} passes over what is no number: the same for every row.`, call.span);
    return onValues(call, operator, items, DOUBLE, (...values) => compute(numbersOf(values)));
  });
}

const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, value) => sum + value, 0);

overNumbers("$sum", sumOf);
overNumbers("$avg", (numbers) => (numbers.length > 0 ? sumOf(numbers) / numbers.length : null));
overNumbers("$stdDevPop", (numbers) => deviation(numbers, 0));
overNumbers("$stdDevSamp", (numbers) => deviation(numbers, 1));

/** The deviation of numbers from their mean; `less` is 1 for a sample. */
function deviation(numbers: readonly number[], less: number): number | null {
  if (numbers.length <= less) return null;
  const mean = sumOf(numbers) / numbers.length;
  return Math.sqrt(sumOf(numbers.map((value) => (value - mean) ** 2)) / (numbers.length - less));
}

function extreme(name: string, sign: number): void {
  byPosition(name, 0, MANY, (typer, call, operator) => {
    const items = typer.args(call, operator);
    return onValues(call, operator, items, joinAll(kindsOf(items)), (...values) => {
      let found: Value = null;
      for (const value of valuesOf(values))
        if (value != null && (found === null || sign * compareValues(value, found) > 0)) found = value;
      return found;
    });
  });
}

extreme("$min", -1);
extreme("$max", 1);

const isShare = (item: Node) => {
  const value = item.value ?? null;
  return item.isLiteral === true && isNumber(value) && value >= 0 && value <= 1;
};

/** The element at the discrete rank, as MongoDB takes it within a list. */
function quantile(sorted: readonly number[], share: number): Value {
  return sorted[Math.max(Math.ceil(share * sorted.length) - 1, 0)] ?? null;
}

function quantileRule(typer: Typer, call: Call, operator: Operator): Node {
  const item = typer.type(typer.named(call, "input"));
  const method = typer.type(typer.named(call, "method"));
  if (!method.isLiteral || (method.value !== "approximate" && method.value !== "discrete"))
    throw typer.error(
      "value",
      `The method of ${typer.called(call)} is 'approximate'.`,
      method.span,
      "Write method: 'approximate'.",
    );
  const isMedian = operator.name === "$median";
  const wanted = isMedian ? constantNode([0.5], call.span) : typer.type(typer.named(call, "p"));
  if (!wanted.items || wanted.items.length === 0 || !wanted.items.every(isShare))
    throw typer.error(
      "value",
      "The p of $percentile is a list of numbers from 0 to 1.",
      wanted.span,
      "Write p: [0.5, 0.9].",
    );
  const shares = wanted.items.map((share) => Number(share.value));
  return onValues(call, operator, [item], isMedian ? DOUBLE : listOf(DOUBLE), (value) => {
    const sorted = numbersOf([value]).sort(compareNumbers);
    const found = shares.map((share) => quantile(sorted, share));
    return isMedian ? (found[0] ?? null) : found;
  });
}

byName("$median", "input method", quantileRule);
byName("$percentile", "input p method", quantileRule);
