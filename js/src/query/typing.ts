/** The tree and the schema make the typed tree: names found, kinds checked, warnings gathered. */

import { factsOfCall } from "./call-facts";
import { NOWHERE, nearName, QueryError, quoted, type Span } from "./errors";
import { factsOfMember } from "./facts";
import { fieldOf, type Kind, listOf, MIXED, NOUNS, NULL, type Schema } from "./kinds";
import { SHORT_NAMES } from "./language/functions";
import { isMongo, parse, parseKey } from "./language/parse";
import { toInstant } from "./language/tokens";
import { argument, type Call, isRemove, type ListTree, type Tree } from "./language/tree";
import "./operators";
import { firstOfAny, typeAny } from "./any-table";
import { type Binding, constantNode, follow, listNode, structNode } from "./nodes";
import { OPERATORS, type Operator } from "./operators/registry";
import { usage } from "./operators/usage";
import { typeField, typeVariable } from "./resolving";
import type { Frame, Node, Notice } from "./typed";

/** Nodes that may be typed: $reduce types what is inside it more than once. */
const MOST_STEPS = 200_000;

/** Reads an expression to sort, group or derive by. */
export function readExpression(text: string, schema: Schema): { node: Node; typer: Typer } {
  const typer = new Typer(text, schema);
  return { node: typer.whole(parseKey(text, typer.names)), typer };
}

/** Reads a filter: MongoDB's form takes any value by its truth, the infix form needs a condition. */
export function readCondition(text: string, schema: Schema): { node: Node; typer: Typer } {
  const typer = new Typer(text, schema);
  const node = typer.whole(parse(text, typer.names));
  if (!isMongo(text)) typer.requireCondition(node);
  return { node, typer };
}

/** Types the nodes of one expression. */
export class Typer {
  readonly isMongo: boolean;
  /** Every name that an expression may write, those of single tables included. */
  readonly names: readonly string[];
  readonly columns: ReadonlyMap<string, Kind>;
  readonly bindings: Binding[] = [];
  /** Columns of the table that the expression looks at. */
  readonly used = new Set<string>();
  notices: Notice[] = [];
  readonly #nodes = new Map<Tree, Node>();
  #levels = 0;
  #steps = 0;

  constructor(
    readonly text: string,
    readonly schema: Schema,
  ) {
    this.isMongo = isMongo(text);
    this.columns = new Map(schema.columns.map((column) => [column.name, column.kind]));
    this.names = [...this.columns.keys(), ...(schema.tables ?? []).flatMap((table) => Object.keys(table))];
  }

  /** The typed form of the tree of the whole text. */
  whole(tree: Tree): Node {
    return firstOfAny(tree) === null ? this.type(tree) : typeAny(this, tree);
  }

  type(tree: Tree): Node {
    const node = this.#type(tree);
    this.#nodes.set(tree, node);
    return node;
  }

  /** The typed form that a part had when it was typed last. */
  nodeOf(tree: Tree): Node | undefined {
    return this.#nodes.get(tree);
  }

  #type(tree: Tree): Node {
    if (++this.#steps > MOST_STEPS)
      throw this.error(
        "limit",
        "The expression takes too long to understand.",
        tree.span,
        "Nest fewer $reduce.",
      );
    switch (tree.type) {
      case "literal":
        return constantNode(tree.value, tree.span);
      case "list":
        return this.list(tree);
      case "struct":
        return this.#struct(tree);
      case "regex":
        throw this.error(
          "type",
          "A pattern cannot stand here.",
          tree.span,
          "Write {$regexMatch: {input: ..., regex: /.../}}.",
        );
      case "field":
        return typeField(this, tree);
      case "variable":
        return typeVariable(this, tree);
      case "call":
        return this.#call(tree);
    }
  }

  list(tree: ListTree): Node {
    return listNode(
      tree.items.map((item) => this.type(item)),
      tree.span,
    );
  }

  #struct(tree: Extract<Tree, { type: "struct" }>): Node {
    for (const { name, at } of tree.fields)
      if (name.includes(".") && at !== NOWHERE)
        throw this.error(
          "syntax",
          `The field ${quoted(name)} of an object has a dot in its name.`,
          at,
          "Write an object inside the object, or use $setField.",
        );
    const kept = tree.fields.filter((entry) => !isRemove(entry.value));
    return structNode(
      kept.map(({ name, value }) => [name, this.type(value)]),
      tree.span,
    );
  }

  #call(call: Call): Node {
    const operator = OPERATORS.get(call.operator);
    if (operator === undefined) throw this.#unknownOperator(call);
    if (operator.names.length > 0 && (call.named.length > 0 || operator.most === 0))
      this.#checkNames(call, operator);
    try {
      const node = operator.rule(this, call, operator);
      const facts = factsOfCall(this, call, node);
      return facts === null ? node : { ...node, facts, isSimple: false };
    } catch (error) {
      if (error instanceof QueryError && error.hint === null)
        error.hint = this.isFunction(call)
          ? usage(operator, this.called(call))
          : "Convert it: text(...), number(...) and date(...) do.";
      throw error;
    }
  }

  #unknownOperator(call: Call): QueryError {
    const known = [...OPERATORS.keys()].filter((name) => name.startsWith("$"));
    const close = nearName(call.operator, known);
    const hint = close ? `Did you mean ${close}?` : `There is ${known.join(", ")}.`;
    return this.error("name", `Unknown operator ${call.operator}.`, call.operatorSpan, hint, close);
  }

  #checkNames(call: Call, operator: Operator): void {
    const { names, required } = operator;
    const known = names.join(", ");
    if (call.named.length === 0)
      throw this.error(
        "type",
        `${call.operator} takes its arguments by name.`,
        call.span,
        `Write {${call.operator}: {${names[0]}: ..., ...}} with ${known}.`,
      );
    const given = call.named.map((entry) => entry.name);
    const missing = names.slice(0, required).filter((name) => !given.includes(name));
    for (const { name, at } of call.named) {
      if (names.includes(name)) continue;
      const close = nearName(name, names) ?? (missing.length === 1 ? (missing[0] as string) : null);
      const hint = close ? `Did you mean ${quoted(close)}?` : `It has ${known}.`;
      throw this.error("name", `${this.called(call)} has no argument ${quoted(name)}.`, at, hint, close);
    }
    const [first] = missing;
    if (first !== undefined)
      throw this.error(
        "type",
        `${this.called(call)} needs ${quoted(first)}.`,
        call.operatorSpan,
        `It has ${known}.`,
      );
    if (new Set(given).size < given.length)
      throw this.error("type", `${this.called(call)} has an argument twice.`, call.span);
  }

  /** The typed arguments by position, once their number is right. */
  args(call: Call, operator: Operator): Node[] {
    this.checkCount(call, operator);
    return call.args.map((tree) => this.type(tree));
  }

  /** Refuses a wrong number of arguments, or arguments by name where none have names. */
  checkCount(call: Call, { fewest, most }: Operator): void {
    const name = this.called(call);
    if (call.named.length > 0)
      throw this.error(
        "type",
        `${name} takes its arguments in a list, not by name.`,
        call.span,
        `Write {${name}: [...]}.`,
      );
    const found = call.args.length;
    if (fewest <= found && found <= most) return;
    const wanted =
      most === Number.POSITIVE_INFINITY
        ? `at least ${fewest}`
        : fewest === most
          ? `${fewest}`
          : `${fewest} to ${most}`;
    const noun = wanted === "1" ? "argument" : "arguments";
    throw this.error("type", `${name} takes ${wanted} ${noun}, got ${found}.`, call.span);
  }

  /** The argument given by a name that must be there. */
  named(call: Call, name: string): Tree {
    const found = argument(call, name);
    if (found === null)
      throw this.error("type", `${call.operator} has no ${quoted(name)}.`, call.operatorSpan);
    return found;
  }

  /** The typed argument given by a name, or null where it is left out. */
  optional(call: Call, name: string): Node | null {
    const found = argument(call, name);
    return found === null ? null : this.type(found);
  }

  /** Types what stands inside an operator that binds names. */
  within<T>(bindings: readonly Binding[], read: () => T): T {
    this.bindings.push(...bindings);
    try {
      return read();
    } finally {
      this.bindings.length -= bindings.length;
    }
  }

  newLevel(): number {
    return this.#levels++;
  }

  /** The node, or an error where it is not true or false. */
  requireCondition(item: Node): Node {
    const { name } = item.kind;
    if (name === "boolean" || name === "null") return item;
    const source = this.source(item.span);
    const hints: Record<string, string> = {
      number: `Compare it: ${source} > 0.`,
      text: `Compare it: ${source} == 'cat'.`,
      list: `Ask for its size: size(${source}) > 0.`,
      struct: "Name one of its fields, as in image.width > 100.",
    };
    const hint = hints[name] ?? `Compare it: ${source} is not null.`;
    throw this.error("type", `${source} is ${NOUNS[name]}, not a condition.`, item.span, hint);
  }

  /** A text constant as the date it names, where what stands beside it is a date. */
  asDate(item: Node, other: Kind): Node {
    if (!item.isLiteral || typeof item.value !== "string" || other.name !== "date") return item;
    const instant = toInstant(item.value);
    return instant === null ? item : constantNode(instant, item.span);
  }

  /** The name by which the text calls an operator. */
  called(call: Call): string {
    if (this.isMongo) return call.operator;
    return this.source(call.operatorSpan) || (SHORT_NAMES.get(call.operator) ?? call.operator);
  }

  /** Whether the text calls an operator by its name, and not by a symbol or between its sides. */
  isFunction(call: Call): boolean {
    if (this.isMongo) return true;
    const after = this.text.slice(call.operatorSpan.end).trimStart();
    return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(this.called(call)) && after.startsWith("(");
  }

  source(at: Span): string {
    return this.text.slice(at.start, at.end);
  }

  warn(message: string, at: Span): void {
    this.notices.push({ message, at });
  }

  error(
    kind: ConstructorParameters<typeof QueryError>[0],
    message: string,
    at: Span,
    hint: string | null = null,
    replacement: string | null = null,
  ): QueryError {
    return new QueryError(kind, message, at, hint, replacement);
  }

  /** Follows a path into structs, lists of structs and maps. */
  member(base: Node, path: readonly string[], at: Span): Node {
    if (path.length === 0) return base;
    let { kind, facts } = base;
    let isSimple = base.isSimple ?? false;
    let levels = 0;
    for (const name of path) {
      isSimple &&= kind.name === "struct";
      ({ kind, levels } = this.#step(kind, name, at, levels));
      facts = factsOfMember(facts, kind, levels);
    }
    const run = (frame: Frame) => follow(base.run(frame), path, 0) ?? null;
    return { span: at, kind, run, ...(facts ? { facts } : {}), isSimple };
  }

  /** Each step of a path goes into one list at most: lists directly in lists hold no objects. */
  #step(base: Kind, name: string, at: Span, depth: number): { kind: Kind; levels: number } {
    let inner = base;
    let levels = depth;
    for (let level = 0; level < levels; level++) inner = inner.element ?? NULL;
    if (inner.name === "list") {
      inner = inner.element ?? NULL;
      levels += 1;
    }
    let found: Kind | null;
    if (inner.name === "map") found = inner.integerKeys && !/^[+-]?\d+$/.test(name) ? null : inner.element;
    else if (inner.name === "mixed") found = MIXED;
    else found = fieldOf(inner, name);
    if (found === null) {
      this.#warnOfMissing(inner, name, at);
      found = NULL;
    }
    let kind = found;
    for (let level = 0; level < levels; level++) kind = listOf(kind);
    return { kind, levels };
  }

  #warnOfMissing(inner: Kind, name: string, at: Span): void {
    if (inner.name === "null") return;
    const known = inner.fields.map(([key]) => key);
    const close = nearName(name, known);
    let rest = ` It looks into ${NOUNS[inner.name]}.`;
    if (inner.name === "struct")
      rest = close ? ` Did you mean ${quoted(close)}?` : ` It has ${known.slice(0, 8).join(", ")}.`;
    this.warn(`There is no field ${quoted(name)}: empty for every row.${rest}`, at);
  }
}
