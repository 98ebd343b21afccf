/** What a translation knows of the parts of an expression: their kinds, and the names around them. */
import { NOWHERE, QueryError } from "../errors";
import { NO_FACTS } from "../facts";
import { fieldOf, type Kind, OTHER, type Schema } from "../kinds";
import type { Node } from "../typed";
import { Typer } from "../typing";
import {
  argument,
  type Call,
  type Constant,
  callOf,
  childrenOf,
  type Field,
  namedCall,
  type Tree,
} from "./tree";

export const SCALARS = ["number", "text", "boolean", "date"];

/**
 * A name bound by an operator: as the source has it, as the translation has it, its kind. `now` is null where the
 * translation looks into the element without a name.
 */
export interface Name {
  readonly old: string;
  readonly now: string | null;
  readonly kind: Kind;
}

export const call = (operator: string, ...args: readonly Tree[]): Call =>
  callOf(operator, args, NOWHERE, NOWHERE);

/** An operator on those arguments by name that there are. */
export function named(operator: string, args: Readonly<Record<string, Tree | null | undefined>>): Call {
  const given = Object.entries(args).flatMap(([name, value]) =>
    value ? [{ name, at: NOWHERE, value }] : [],
  );
  return namedCall(operator, given, NOWHERE, NOWHERE);
}

export const constant = (value: Constant): Tree => ({ type: "literal", value, span: NOWHERE });
export const listed = (items: readonly Tree[]): Tree => ({ type: "list", items, span: NOWHERE });
export const field = (path: readonly string[], table: Field["table"], elementFirst: boolean): Field => ({
  type: "field",
  path,
  table,
  elementFirst,
  span: NOWHERE,
});

/** Translates one expression. */
export abstract class Scope {
  readonly names: Name[] = [];
  readonly notes = new Set<string>();
  readonly #done = new Map<Tree, Map<string, Tree>>();

  constructor(
    readonly text: string,
    readonly schema: Schema,
  ) {}

  protected abstract translated(tree: Tree): Tree;

  /** What the translation of a part depends on besides the part. */
  protected get around(): unknown {
    return this.names.map(({ old, now, kind }) => [old, now, kindKey(kind)]);
  }

  /** A part in the other form; one that is asked for again, as it was. */
  tree(tree: Tree): Tree {
    const key = JSON.stringify(this.around);
    const known = this.#done.get(tree) ?? new Map<string, Tree>();
    this.#done.set(tree, known);
    const found = known.get(key) ?? this.translated(tree);
    known.set(key, found);
    return found;
  }

  /** Translates what follows with more names. */
  bound<T>(names: readonly Name[], read: () => T): T {
    const { length } = this.names;
    this.names.push(...names);
    try {
      return read();
    } finally {
      this.names.length = length;
    }
  }

  /** The typed form of a part, or null where it has none by itself. */
  typed(tree: Tree): Node | null {
    const typer = new Typer(this.text, this.schema);
    const around = this.names.map(({ old, kind }) => ({ name: old, kind, level: typer.newLevel() }));
    try {
      return typer.within(around, () => typer.type(tree));
    } catch (error) {
      if (error instanceof QueryError) return null;
      throw error;
    }
  }

  /** The kind of a list's elements. */
  elementOf(tree: Tree): Kind {
    return this.typed(tree)?.kind.element ?? OTHER;
  }

  /** Whether a part is true or false, and nothing else. */
  isCondition(tree: Tree): boolean {
    const name = this.typed(tree)?.kind.name;
    return name === "boolean" || name === "null";
  }

  mayBeNull(tree: Tree): boolean {
    const typed = this.typed(tree);
    return typed === null || factsIn(typed).nullable;
  }

  /** The first of `it`, `it2`, `it3`... that nothing around is called. */
  freeName(first = "it"): string {
    const taken = new Set(this.names.flatMap(({ old, now }) => [old, now]));
    let found = first;
    for (let number = 2; taken.has(found); number++) found = `${first}${number}`;
    return found;
  }
}

export const factsIn = (node: Node) => node.facts ?? NO_FACTS;

export const hasField = ({ kind }: Name, name: string) => fieldOf(kind, name) !== null;

/** The name that `as` gives to the element of a list. */
export function variableName(call: Call): string {
  const given = argument(call, "as");
  return given?.type === "literal" && typeof given.value === "string" ? given.value : "this";
}

/** A tree with other parts, each of them changed. */
export function withParts(tree: Tree, change: (part: Tree) => Tree): Tree {
  switch (tree.type) {
    case "list":
      return { ...tree, items: tree.items.map(change) };
    case "struct":
      return { ...tree, fields: tree.fields.map((entry) => ({ ...entry, value: change(entry.value) })) };
    case "call":
      return {
        ...tree,
        args: tree.args.map(change),
        named: tree.named.map((entry) => ({ ...entry, value: change(entry.value) })),
      };
    default:
      return tree;
  }
}

const kinds = new WeakMap<Kind, string>();

/** What is equal for two kinds that are. */
export function kindKey(kind: Kind): string {
  let found = kinds.get(kind);
  if (found === undefined) {
    found = JSON.stringify(kind);
    kinds.set(kind, found);
  }
  return found;
}

/** What is equal for two trees that mean the same but for their names of elements. */
export function keyOf(tree: Tree, depth = 0, names: Readonly<Record<string, string>> = {}): string {
  const parts = (trees: readonly Tree[]) => trees.map((part) => keyOf(part, depth, names)).join(",");
  switch (tree.type) {
    case "literal":
      return `=${constantKey(tree.value)}`;
    case "field":
      return `$${JSON.stringify([tree.table ?? 0, tree.path])}`;
    case "variable":
      return `$$${JSON.stringify([Object.hasOwn(names, tree.name) ? names[tree.name] : tree.name, tree.path])}`;
    case "regex":
      return `/${JSON.stringify([tree.pattern, tree.options])}`;
    case "list":
      return `[${parts(childrenOf(tree))}]`;
    case "struct":
      return `{${JSON.stringify(tree.fields.map(({ name }) => name))}${parts(childrenOf(tree))}}`;
  }
  const { operator, args } = tree;
  const isEach = operator === "$filter" || operator === "$map";
  const inner = isEach ? { ...names, [variableName(tree)]: `#${depth}` } : names;
  const given = tree.named
    .filter(({ name }) => !isEach || name !== "as")
    .map(({ name, value }) => {
      const isInside = isEach && (name === "cond" || name === "in");
      return `${JSON.stringify(name)}:${keyOf(value, isEach ? depth + 1 : depth, isInside ? inner : names)}`;
    });
  return `${operator}(${isEach ? "" : parts(args)};${given.sort().join(",")})`;
}

function constantKey(value: Constant): string {
  if (value instanceof Map)
    return `{${[...value].map(([name, item]) => `${JSON.stringify(name)}:${constantKey(item)}`).join(",")}}`;
  if (Array.isArray(value)) return `[${value.map(constantKey).join(",")}]`;
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "number") return Object.is(value, -0) ? "-0.0" : String(value);
  if (typeof value === "string") return JSON.stringify(value);
  return value === null || typeof value === "boolean" ? String(value) : `@${(value as { ms: number }).ms}`;
}
