/** MongoDB's comparisons, where null is below every number; and those of the infix form, false where one is empty. */
import { BOOLEAN, INT32, isNested, type Kind, NOUNS, RANKS, unify } from "../kinds";
import type { Call } from "../language/tree";
import type { Node } from "../typed";
import type { Typer } from "../typing";
import { rankOf } from "../values";
import { checkComparable, comparer, orNull } from "./comparing";
import { isNull, onValues } from "./needs";
import { byPosition, type Operator } from "./registry";

/** Whether two values differ in kind in every row. */
function areUnlike(left: Kind, right: Kind): boolean {
  if (isNested(left) && isNested(right))
    return left.name !== "mixed" && right.name !== "mixed" && RANKS[left.name] !== RANKS[right.name];
  return unify(left, right) === null;
}

const TESTS: Record<string, (order: number) => boolean> = {
  eq: (order) => order === 0,
  ne: (order) => order !== 0,
  gt: (order) => order > 0,
  gte: (order) => order >= 0,
  lt: (order) => order < 0,
  lte: (order) => order <= 0,
};

function mongoRule(typer: Typer, call: Call, operator: Operator): Node {
  const [left, right] = typer.args(call, operator) as [Node, Node];
  if (!isNull(left) && !isNull(right) && areUnlike(left.kind, right.kind))
    typer.warn(
      `${call.operator}: the first argument is ${NOUNS[left.kind.name]}, the second ${NOUNS[right.kind.name]}: ` +
        "the answer is the same for every row that is not empty.",
      call.span,
    );
  const order = comparer(left.kind, right.kind);
  if (operator.name === "$cmp") return onValues(call, operator, [left, right], INT32, order);
  const test = TESTS[operator.name.slice(1)] as (order: number) => boolean;
  return onValues(call, operator, [left, right], BOOLEAN, (a, b) => test(order(a, b)));
}

for (const name of ["gt", "gte", "lt", "lte", "eq", "ne", "cmp"]) byPosition(`$${name}`, 2, 2, mongoRule);

const SYMBOLS: Record<string, string> = {
  "==": "eq",
  "!=": "ne",
  "<": "lt",
  "<=": "lte",
  ">": "gt",
  ">=": "gte",
};

function infixRule(typer: Typer, call: Call, operator: Operator): Node {
  const given = typer.args(call, operator) as [Node, Node];
  const left = typer.asDate(given[0], given[1].kind);
  const right = typer.asDate(given[1], left.kind);
  const isEquality = call.operator === "==" || call.operator === "!=";
  for (const [side, other] of [
    [left, right],
    [right, left],
  ] as const) {
    if (!side.isLiteral || side.value !== null) continue;
    if (!isEquality)
      throw typer.error(
        "type",
        `'${call.operator}' with null is false for every row.`,
        call.span,
        "Write 'is null' or 'is not null'.",
      );
    const wanted = call.operator === "==";
    return {
      span: call.span,
      kind: BOOLEAN,
      run: (frame) => (orNull(other, frame) == null) === wanted,
    };
  }
  checkComparable(typer, left, right, call.operator, call);
  if (!isEquality && ["struct", "map", "other"].includes(left.kind.name))
    throw typer.error("type", `'${call.operator}' cannot order ${NOUNS[left.kind.name]}.`, left.span);
  const order = comparer(left.kind, right.kind);
  const test = TESTS[SYMBOLS[operator.name] as string] as (order: number) => boolean;
  return {
    span: call.span,
    kind: BOOLEAN,
    run(frame) {
      const a = orNull(left, frame);
      const b = orNull(right, frame);
      if (a == null || b == null) return false;
      if (operator.name === "!=") return order(a, b) !== 0;
      if (typeof a !== typeof b && rankOf(a) !== rankOf(b)) return false;
      if (!isEquality && (Number.isNaN(a) || Number.isNaN(b))) return false;
      return test(order(a, b));
    },
  };
}

for (const symbol of Object.keys(SYMBOLS)) byPosition(symbol, 2, 2, infixRule);

byPosition("is null", 1, 1, (typer, call, operator) => {
  const [item] = typer.args(call, operator) as [Node];
  return { span: call.span, kind: BOOLEAN, run: (frame) => orNull(item, frame) == null };
});
