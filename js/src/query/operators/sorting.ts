/** Lists in order: $sortArray, and the first, last, least and greatest elements of one. */
import { listOf } from "../kinds";
import type { Constant, Tree } from "../language/tree";
import { follow } from "../nodes";
import type { Typer } from "../typing";
import { compareValues, type Numeric, type Value } from "../values";
import {
  elementKind,
  expectWhole,
  isNull,
  needList,
  onValues,
  STOP,
  unlessNull,
  writtenNumber,
} from "./needs";
import { byName } from "./registry";

/** Fields to sort by, or the whole element as no path, each with 1 or -1. */
function sortKeys(typer: Typer, by: Tree): [string[], number][] {
  let fields: [string, Constant][] = [];
  if (by.type === "literal") fields = by.value instanceof Map ? [...by.value] : [["", by.value]];
  else if (by.type === "struct")
    fields = by.fields.map(({ name, value }) => [name, value.type === "literal" ? value.value : null]);
  const found = fields
    .filter(([, way]) => isWay(way))
    .map(([name, way]): [string[], number] => [name === "" ? [] : name.split("."), Number(way)]);
  if (fields.length === 0 || found.length < fields.length)
    throw typer.error(
      "value",
      "sortBy is 1, -1, or an object of fields with 1 or -1.",
      by.span,
      "Write sortBy: {score: -1}.",
    );
  return found;
}

const isWay = (way: Constant) =>
  (typeof way === "bigint" || typeof way === "number") && Math.abs(Number(way)) === 1;

byName("$sortArray", "input sortBy", (typer, call, operator) => {
  const source = needList(typer, typer.type(typer.named(call, "input")), typer.called(call));
  const by = typer.named(call, "sortBy");
  const keys = sortKeys(typer, by);
  const level = typer.newLevel();
  // Names of fields that no element has are told of.
  for (const [path] of keys)
    typer.member(
      { span: by.span, kind: elementKind(source), run: (frame) => frame.bound[level] },
      path,
      by.span,
    );
  const at = (value: Value, path: readonly string[]) => follow(value, path, 0) ?? null;
  return unlessNull(call, operator, [source], source.kind, (list: readonly Value[]) =>
    list.toSorted((left, right) => {
      for (const [path, way] of keys) {
        const order = compareValues(at(left, path), at(right, path));
        if (order !== 0) return order * way;
      }
      return 0;
    }),
  );
});

function some(name: string, take: (items: readonly Value[], count: number) => readonly Value[]): void {
  byName(name, "input n", (typer, call, operator) => {
    const called = typer.called(call);
    const source = needList(typer, typer.type(typer.named(call, "input")), called);
    const count = expectWhole(typer, typer.type(typer.named(call, "n")), called);
    const written = writtenNumber(count);
    if (isNull(count) || (written !== null && written < 1))
      throw typer.error("value", `The n of ${called} is a whole number above 0.`, count.span);
    return onValues(call, operator, [source, count], listOf(elementKind(source)), (items, n) => {
      if (items == null || n == null || Number(n as Numeric) < 1) return STOP;
      return take(items as readonly Value[], Number(n));
    });
  });
}

const present = (items: readonly Value[]) => items.filter((item) => item != null);

some("$firstN", (items, count) => items.slice(0, count));
some("$lastN", (items, count) => items.slice(-count));
some("$minN", (items, count) => present(items).sort(compareValues).slice(0, count));
some("$maxN", (items, count) =>
  present(items)
    .sort((a, b) => compareValues(b, a))
    .slice(0, count),
);
