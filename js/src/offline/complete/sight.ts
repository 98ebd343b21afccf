/** What can be named at a place of an unfinished expression; see `dsviz_widget/query/language/sight.py`. */
import { QueryError } from "../../query/errors";
import type { Kind, Schema } from "../../query/index";
import { fieldOf } from "../../query/kinds";
import { parse } from "../../query/language/parse";
import { ANY, type TableName } from "../../query/language/tree";
import { writeName } from "../../query/language/write-infix";
import { Typer } from "../../query/typing";

/** Deeper paths are not followed. */
const MAX_DEPTH = 64;

/** Path of a list of boxes or masks -> the names of its classes. */
export type Classes = ReadonlyMap<string, ReadonlyMap<number, string>>;

/** What a path leads to: its kind, and the path from a column, where there is one. */
export interface Found {
  kind: Kind | null;
  origin: string | null;
}

export type Named = [name: string, kind: Kind];

const NOTHING: Found = { kind: null, origin: null };

/** A name that an operator around the place gives to a value. */
export interface Bound extends Found {
  name: string;
}

export class Sight {
  /** Names given by the operators around, outermost first. */
  bound: readonly Bound[] = [];

  constructor(
    readonly schema: Schema,
    readonly classes: Classes,
  ) {}

  get names(): string[] {
    const { columns, tables = [] } = this.schema;
    return [...columns.map(({ name }) => name), ...tables.flatMap((own) => Object.keys(own))];
  }

  /** How each of several tables is written, and what it is; none for one table. */
  tables(): [written: string, label: string][] {
    const { tables = [], labels = [] } = this.schema;
    if (tables.length === 0) return [];
    const each = tables.map((_, at) => [`$${at}`, labels[at] || `table ${at}`] as [string, string]);
    return [...each, [`$${ANY}`, "any table that has the row"]];
  }

  /** The columns of one table, of any, or all that a bare name may mean. */
  columns(table: TableName | null = null): Named[] {
    const { columns, tables = [] } = this.schema;
    const kinds = new Map(columns.map(({ name, kind }) => [name, kind]));
    const named = (own: Readonly<Record<string, string>>): Named[] =>
      Object.entries(own).map(([name, column]) => [name, kinds.get(column) as Kind]);
    if (tables.length === 0) return [...kinds];
    if (table === ANY) {
      const every = new Map<string, Kind>();
      for (const own of tables)
        for (const [name, kind] of named(own)) if (!every.has(name)) every.set(name, kind);
      return [...every];
    }
    if (table !== null) return named(tables[table] ?? {});
    const owners = tables.flatMap((own) => Object.keys(own));
    const once = tables
      .flatMap(named)
      .filter(([name]) => owners.filter((owner) => owner === name).length === 1);
    const known = new Set(once.map(([name]) => name));
    return [...once, ...[...kinds].filter(([name]) => !known.has(name))];
  }

  /** How a column of one of several tables is written, `$1.iou`; null for any other. */
  written(column: string): string | null {
    for (const [number, own] of (this.schema.tables ?? []).entries())
      for (const [name, known] of Object.entries(own))
        if (known === column && name !== column) return `$${number}.${writeName(name)}`;
    return null;
  }

  /** The fields of the elements around, innermost first. */
  fields(): Named[] {
    const found = new Map<string, Kind>();
    for (const { kind } of this.bound.toReversed())
      for (const [name, inner] of kind?.fields ?? []) if (!found.has(name)) found.set(name, inner);
    return [...found];
  }

  /** What a path of names leads to. */
  follow(path: readonly string[], table: TableName | null = null, isElementFirst = false): Found {
    const [first] = path;
    if (first === undefined || path.length > MAX_DEPTH) return NOTHING;
    if (isElementFirst && table === null) {
      for (const bound of this.bound.toReversed()) {
        if (first === bound.name) return into(bound, path.slice(1));
        if (bound.kind && fieldOf(bound.kind, first) !== null) return into(bound, path);
      }
    }
    const columns = new Map(this.columns(table));
    for (let length = path.length; length > 0; length--) {
      const name = path.slice(0, length).join(".");
      const kind = columns.get(name);
      if (kind) return into({ kind, origin: name }, path.slice(length));
    }
    return NOTHING;
  }

  /** What a variable, and a path into it, lead to. */
  variable(name: string, path: readonly string[]): Found {
    if (name === "ROOT" || name === "CURRENT") return this.follow(path);
    const bound = this.bound.findLast((one) => one.name === name);
    return bound && path.length <= MAX_DEPTH ? into(bound, path) : NOTHING;
  }

  /** The fields that a dot behind a path may lead to. */
  members({ kind }: Found): Named[] {
    return (innermost(kind)?.fields ?? []).map(([name, inner]) => [name, inner]);
  }

  /** What the elements of a list are, given as text. */
  element(text: string): Found {
    const { kind, origin } = this.value(text);
    return { kind: kind?.element ?? null, origin };
  }

  /** What an expression gives; nothing where it makes no sense by itself. */
  value(text: string): Found {
    try {
      const tree = parse(text.trim(), this.names);
      if (tree.type === "field") return this.follow(tree.path, tree.table, tree.elementFirst);
      if (tree.type === "variable") return this.variable(tree.name, tree.path);
      const typer = new Typer(text, this.schema);
      for (const [level, { name, kind }] of this.bound.entries())
        if (kind) typer.bindings.push({ name, kind, level });
      return { kind: typer.type(tree).kind, origin: null };
    } catch (error) {
      if (error instanceof QueryError) return NOTHING;
      throw error;
    }
  }

  /** The classes that a path compared with something may be of. */
  classesOf(origin: string | null): ReadonlyMap<number, string> {
    const none = new Map<number, string>();
    if (origin === null) return none;
    const own = this.classes.get(origin);
    if (own) return own;
    return origin.endsWith(".class_id") ? (this.classes.get(origin.slice(0, -9)) ?? none) : none;
  }
}

function into({ kind, origin }: Found, path: readonly string[]): Found {
  let found: Found = { kind, origin };
  for (const name of path) {
    const inner = innermost(found.kind);
    const next = inner && (inner.name === "map" ? (inner.element ?? null) : fieldOf(inner, name));
    found = { kind: next, origin: found.origin === null ? null : `${found.origin}.${name}` };
  }
  return found;
}

/** What a path looks into: the elements of lists of lists. */
function innermost(kind: Kind | null): Kind | null {
  let found = kind;
  while (found?.name === "list") found = found.element ?? null;
  return found;
}
