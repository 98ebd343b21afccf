/** The expression tree: what a text says, each part with the span that it was read from. */
import type { Span } from "../errors";
import type { Instant } from "../values";

/** A constant as it is written: whole numbers are `bigint`, all others `number`, objects are maps. */
export type Constant =
  | null
  | boolean
  | bigint
  | number
  | string
  | Instant
  | readonly Constant[]
  | ReadonlyMap<string, Constant>;

/** In place of the number of a table: any of those that have the row. */
export const ANY = "*";

export type TableName = number | typeof ANY;

export interface Literal {
  readonly type: "literal";
  readonly value: Constant;
  readonly span: Span;
}

/**
 * A path that starts at a column. `elementFirst` marks a bare name, which inside a list predicate means the element's
 * own field before it means a column.
 */
export interface Field {
  readonly type: "field";
  readonly path: readonly string[];
  readonly table: TableName | null;
  readonly elementFirst: boolean;
  readonly span: Span;
}

/** `$$name.path`, bound by an operator around it; `$$ROOT` is the whole row, `$$REMOVE` nothing at all. */
export interface Variable {
  readonly type: "variable";
  readonly name: string;
  readonly path: readonly string[];
  readonly span: Span;
}

export interface ListTree {
  readonly type: "list";
  readonly items: readonly Tree[];
  readonly span: Span;
}

/** A name with what stands under it, and where the name stands. */
export interface Entry {
  readonly name: string;
  readonly at: Span;
  readonly value: Tree;
}

export interface StructTree {
  readonly type: "struct";
  readonly fields: readonly Entry[];
  readonly span: Span;
}

interface Regex {
  readonly type: "regex";
  readonly pattern: string;
  readonly options: string;
  readonly span: Span;
}

/** An operator with its arguments, by position or by name. */
export interface Call {
  readonly type: "call";
  readonly operator: string;
  readonly operatorSpan: Span;
  readonly args: readonly Tree[];
  readonly named: readonly Entry[];
  readonly span: Span;
}

export type Tree = Literal | Field | Variable | ListTree | StructTree | Regex | Call;

export const literal = (value: Constant, span: Span): Literal => ({ type: "literal", value, span });

export function callOf(operator: string, args: readonly Tree[], operatorSpan: Span, span: Span): Call {
  return { type: "call", operator, operatorSpan, args, named: [], span };
}

export function namedCall(operator: string, named: readonly Entry[], operatorSpan: Span, span: Span): Call {
  return { type: "call", operator, operatorSpan, args: [], named, span };
}

/** The argument given by a name. */
export function argument(call: Call, name: string): Tree | null {
  return call.named.find((entry) => entry.name === name)?.value ?? null;
}

/** The parts that a tree is made of, in order. */
export function childrenOf(tree: Tree): readonly Tree[] {
  if (tree.type === "list") return tree.items;
  if (tree.type === "struct") return tree.fields.map(({ value }) => value);
  return tree.type === "call" ? [...tree.args, ...tree.named.map(({ value }) => value)] : [];
}

/** A tree and all that is in it. */
export function partsOf(tree: Tree): Tree[] {
  return [tree, ...childrenOf(tree).flatMap(partsOf)];
}

export function isRemove(tree: Tree): boolean {
  return tree.type === "variable" && tree.name === "REMOVE" && tree.path.length === 0;
}
