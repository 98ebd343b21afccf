/** Lists: their size and elements, parts of them, several joined, positions in them. */
import { BOOLEAN, INT64, joinAll, type Kind, listOf } from "../kinds";
import type { Call } from "../language/tree";
import { constantNode } from "../nodes";
import type { Node } from "../typed";
import type { Typer } from "../typing";
import type { Numeric, Value } from "../values";
import { comparer } from "./comparing";
import {
  elementKind,
  expectWhole,
  isNull,
  MANY,
  needList,
  onValues,
  STOP,
  unlessNull,
  writtenNumber,
} from "./needs";
import { byName, byPosition, type Operator } from "./registry";

/** Elements of a list that $range makes; MongoDB stops at 100 MB. */
const MOST_ITEMS = 1_000_000;
const MOST_POSITION = 10 ** 9;

type List = readonly Value[];

byPosition("$size", 1, 1, (typer, call, operator) => {
  const items = typer.args(call, operator).map((item) => needList(typer, item, typer.called(call)));
  return onValues(call, operator, items, INT64, (list) => (list == null ? STOP : (list as List).length));
});

function elementRule(typer: Typer, call: Call, operator: Operator): Node {
  const [first, ...rest] = typer.args(call, operator) as [Node, ...Node[]];
  const items = needList(typer, first, typer.called(call));
  const indexes = rest.map((index) => expectWhole(typer, index, "The index of an element"));
  const from = operator.name === "$last" ? -1 : 0;
  return unlessNull(
    call,
    operator,
    [items, ...indexes],
    elementKind(items),
    (list: List, index: Numeric = from) =>
      list.at(Math.max(-MOST_POSITION, Math.min(MOST_POSITION, Number(index)))) ?? null,
  );
}

byPosition("$arrayElemAt", 2, 2, elementRule);
byPosition("$first", 1, 1, elementRule);
byPosition("$last", 1, 1, elementRule);

byPosition("$slice", 2, 3, (typer, call, operator) => {
  const name = typer.called(call);
  const [first, ...rest] = typer.args(call, operator) as [Node, ...Node[]];
  const items = needList(typer, first, name);
  const numbers = rest.map((item) => expectWhole(typer, item, name));
  const [, count] = numbers;
  const written = count ? writtenNumber(count) : null;
  if (count && written !== null && written <= 0)
    throw typer.error("value", `The number of elements that ${name} takes is above 0.`, count.span);
  return unlessNull(
    call,
    operator,
    [items, ...numbers],
    items.kind,
    (list: List, at: Numeric, taken?: Numeric) => {
      const start = Number(at);
      if (taken === undefined) return start < 0 ? list.slice(start) : list.slice(0, start);
      if (taken <= 0) return STOP;
      const begin = start < 0 ? Math.max(list.length + start, 0) : start;
      return list.slice(begin, begin + Number(taken));
    },
  );
});

/** The arguments as lists, and the kind of a list that holds the elements of all. */
export function lists(typer: Typer, call: Call, operator: Operator): { items: Node[]; kind: Kind } {
  const items = typer.args(call, operator).map((item) => needList(typer, item, typer.called(call)));
  return { items, kind: listOf(joinAll(items.map(elementKind))) };
}

byPosition("$concatArrays", 0, MANY, (typer, call, operator) => {
  const { items, kind } = lists(typer, call, operator);
  return unlessNull(call, operator, items, kind, (...all: List[]) => all.flat());
});

byPosition("$reverseArray", 1, 1, (typer, call, operator) => {
  const { items, kind } = lists(typer, call, operator);
  return unlessNull(call, operator, items, kind, (list: List) => list.toReversed());
});

byPosition("$indexOfArray", 2, 4, (typer, call, operator) => {
  const name = typer.called(call);
  const [first, value, ...rest] = typer.args(call, operator) as [Node, Node, ...Node[]];
  const items = needList(typer, first, name);
  const bounds = rest.map((item) => expectWhole(typer, item, name));
  for (const bound of bounds) {
    const written = writtenNumber(bound);
    if (isNull(bound) || (written !== null && written < 0))
      throw typer.error("value", `The bounds of ${name} are whole numbers from 0.`, bound.span);
  }
  const order = comparer(elementKind(items), value.kind);
  return onValues(call, operator, [items, value, ...bounds], INT64, (list, sought, ...ends) => {
    if (list == null) return null;
    if (ends.some((end) => end == null || Number(end) < 0)) return STOP;
    const [start = 0, end = MOST_POSITION] = ends.map(Number);
    const all = list as List;
    for (let at = start; at < Math.min(end, all.length); at++) if (order(all[at], sought) === 0) return at;
    return -1;
  });
});

byPosition("$isArray", 1, 1, (typer, call, operator) =>
  onValues(call, operator, typer.args(call, operator), BOOLEAN, (value) => Array.isArray(value)),
);

byPosition("$range", 2, 3, (typer, call, operator) => {
  const name = typer.called(call);
  const items = typer.args(call, operator).map((item) => expectWhole(typer, item, name));
  for (const item of items)
    if (isNull(item)) throw typer.error("type", `${name} takes whole numbers, not null.`, item.span);
  const step = items[2];
  if (step && writtenNumber(step) === 0)
    throw typer.error("value", `The step of ${name} is not 0.`, step.span);
  return onValues(call, operator, items, listOf(INT64), (...values) => {
    if (values.some((value) => value == null)) return STOP;
    const [start = 0, end = 0, by = 1] = values.map(Number);
    if (by === 0 || Math.abs(start) > MOST_POSITION || Math.abs(end) > MOST_POSITION) return STOP;
    if (Math.abs(end - start) > MOST_ITEMS * Math.abs(by)) return STOP;
    return Array.from({ length: Math.max(0, Math.ceil((end - start) / by)) }, (_, at) => start + at * by);
  });
});

byName("$zip", "inputs useLongestLength? defaults?", (typer, call, operator) => {
  const name = typer.called(call);
  const inputs = typer.type(typer.named(call, "inputs"));
  if (!inputs.items || inputs.items.length === 0)
    throw typer.error(
      "type",
      `The inputs of ${name} are a list of lists.`,
      inputs.span,
      "inputs: ['$0.a', '$0.b']",
    );
  const items = inputs.items.map((item) => needList(typer, item, name));
  const longest = typer.optional(call, "useLongestLength") ?? constantNode(false, call.span);
  if (!longest.isLiteral || typeof longest.value !== "boolean")
    throw typer.error("value", "useLongestLength is true or false.", longest.span);
  const filled = typer.optional(call, "defaults");
  if (filled && !longest.value)
    throw typer.error("value", "defaults need useLongestLength.", filled.span, "Add useLongestLength: true.");
  if (filled && filled.items?.length !== items.length)
    throw typer.error(
      "value",
      `The defaults of ${name} are a list of one value for each input.`,
      filled.span,
    );
  const defaults = filled?.items ?? [];
  const kind = listOf(listOf(joinAll([...items.map(elementKind), ...defaults.map((item) => item.kind)])));
  return onValues(call, operator, [...items, ...defaults], kind, (...values) => {
    const all = values.slice(0, items.length) as (List | null)[];
    if (all.some((list) => list == null)) return null;
    const fills = values.slice(items.length);
    const sizes = (all as List[]).map((list) => list.length);
    const length = longest.value ? Math.max(...sizes) : Math.min(...sizes);
    return Array.from({ length }, (_, at) =>
      (all as List[]).map((list, index) => (at < list.length ? list[at] : (fills[index] ?? null))),
    );
  });
});
