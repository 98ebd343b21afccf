/** How an operator is declared: its name, its arguments, and the rule that checks a call and says what computes it. */
import type { Call } from "../language/tree";
import type { Node } from "../typed";
import type { Typer } from "../typing";

/** Checks a call against the kinds of its arguments, or throws a `QueryError`. */
export type Rule = (typer: Typer, call: Call, operator: Operator) => Node;

export interface Operator {
  /** As written in MongoDB's form, or the infix word or symbol. */
  readonly name: string;
  /** Fewest and most arguments by position. */
  readonly fewest: number;
  readonly most: number;
  /** Arguments by name, those that must be given first; empty when given by position. */
  readonly names: readonly string[];
  readonly required: number;
  readonly rule: Rule;
}

export const OPERATORS = new Map<string, Operator>();

/** Declares an operator that takes its arguments by position. */
export function byPosition(name: string, fewest: number, most: number, rule: Rule): void {
  OPERATORS.set(name, { name, fewest, most, names: [], required: 0, rule });
}

/** Declares an operator that takes its arguments by name; those with a "?" may be left out. */
export function byName(name: string, names: string, rule: Rule, most = 0, fewest = most): void {
  const each = names.split(" ");
  const required = each.filter((part) => !part.endsWith("?")).length;
  const plain = each.map((part) => part.replace("?", ""));
  OPERATORS.set(name, { name, fewest, most, names: plain, required, rule });
}
