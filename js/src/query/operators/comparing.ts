/** What comparisons and memberships share: how two values compare, and what is refused. */
import { RowStop } from "../errors";
import { type Kind, NOUNS, unify } from "../kinds";
import type { Call } from "../language/tree";
import type { Frame, Node } from "../typed";
import type { Typer } from "../typing";
import { compareValues, type Value } from "../values";

/** How two values of these kinds compare: a whole number beside a column of floats is a float. */
export function comparer(left: Kind, right: Kind): (a: Value, b: Value) => number {
  const isFloat = (kind: Kind) => kind.name === "number" && !kind.integer;
  if (left.name !== "number" || right.name !== "number" || !(isFloat(left) || isFloat(right)))
    return compareValues;
  const float = (value: Value) => (typeof value === "bigint" ? Number(value) : value);
  return (a, b) => compareValues(float(a), float(b));
}

/** A value, null where it cannot be computed: an infix comparison with it is false. */
export function orNull(node: Node, frame: Frame): Value {
  try {
    return node.run(frame);
  } catch (stop) {
    if (stop instanceof RowStop) return null;
    throw stop;
  }
}

/** Refuses to compare two kinds, and says which each side is. */
export function checkComparable(typer: Typer, left: Node, right: Node, symbol: string, call: Call): void {
  if (unify(left.kind, right.kind) !== null) return;
  let hint = "Both sides are of one kind: convert one with number(...), text(...) or date(...).";
  let replacement: string | null = null;
  let at = call.span;
  const literal = right.isLiteral ? right : left;
  const other = literal === right ? left : right;
  if (literal.isLiteral) {
    at = literal.span;
    const source = typer.source(at);
    const between = `${literal.kind.name} ${other.kind.name}`;
    if (between === "number text") {
      replacement = `'${source}'`;
      hint = `Write the text ${replacement}.`;
    } else if (between === "text number") {
      const value = String(literal.value);
      if (isNumeral(value)) {
        replacement = value;
        hint = `Write the number ${value}.`;
      }
    } else if (between === "text date") hint = "Write a date such as '2021-04-01' or '2021-04-01T12:00:00'.";
  }
  if (left.kind.name === "list" && ["number", "text", "boolean"].includes(right.kind.name)) {
    const name = typer.source(left.span);
    hint = `Look into the list: any(${name}, it ${symbol} ...) or size(${name}) ${symbol} ...`;
  }
  throw typer.error(
    "type",
    `'${symbol}' compares ${NOUNS[left.kind.name]} with ${NOUNS[right.kind.name]}.`,
    at,
    hint,
    replacement,
  );
}

function isNumeral(text: string): boolean {
  return /^\s*[+-]?((\d+\.?\d*|\.\d+)(e[+-]?\d+)?|inf(inity)?|nan)\s*$/i.test(text);
}
