/** What an expression may know of a column: its kind, and which columns there are. */
import type { Facts, Node } from "./typed";

export type KindName =
  | "number"
  | "text"
  | "boolean"
  | "date"
  | "list"
  | "struct"
  | "map"
  | "binary"
  | "null"
  | "mixed"
  | "other";

/**
 * The kind of a value, as `dsviz_widget/query/kinds.py` has it: `null` is always empty, `mixed` differs by row, and
 * expressions cannot look into `other`.
 */
export interface Kind {
  readonly name: KindName;
  /** Width of a number; 0 for decimals. An unsigned integer counts as the next wider signed one. */
  readonly bits: number;
  readonly integer: boolean;
  /** Of a list its elements, of a map its values. */
  readonly element: Kind | null;
  /** Of a struct, in order. */
  readonly fields: readonly (readonly [string, Kind])[];
  /** Whether the keys of a map are integers. */
  readonly integerKeys: boolean;
}

export function kind(name: KindName, more: Partial<Kind> = {}): Kind {
  return { name, bits: 0, integer: false, element: null, fields: [], integerKeys: false, ...more };
}

export const listOf = (element: Kind): Kind => kind("list", { element });
export const structOf = (fields: readonly (readonly [string, Kind])[]): Kind => kind("struct", { fields });

export const NULL = kind("null");
export const TEXT = kind("text");
export const BOOLEAN = kind("boolean");
export const DATE = kind("date");
export const DOUBLE = kind("number", { bits: 64 });
export const INT32 = kind("number", { bits: 32, integer: true });
export const INT64 = kind("number", { bits: 64, integer: true });
export const INT128 = kind("number", { bits: 128, integer: true });
export const MIXED = kind("mixed");
export const OTHER = kind("other");

/** MongoDB's order of kinds, lowest first; also the `__kind` of a value in the split form. */
export const RANKS: Readonly<Record<Exclude<KindName, "mixed">, number>> = {
  null: 0,
  number: 1,
  text: 2,
  struct: 3,
  map: 3,
  list: 4,
  binary: 5,
  boolean: 6,
  date: 7,
  other: 8,
};

/** How messages call a kind. */
export const NOUNS: Readonly<Record<KindName, string>> = {
  null: "null",
  number: "a number",
  text: "text",
  boolean: "true/false",
  date: "a date",
  list: "a list",
  struct: "an object",
  map: "an object",
  binary: "bytes",
  mixed: "a value whose kind differs by row",
  other: "a value of another kind",
};

/** A column that an expression may name; one that an expression makes carries what computes it: a `Compiled`. */
export interface Column {
  readonly name: string;
  readonly kind: Kind;
  /** What is known of its values; without them, nothing. */
  readonly facts?: Omit<Facts, "raises">;
  readonly derived?: { readonly node: Node; readonly columns: readonly string[] };
}

/** The columns that an expression may name. */
export interface Schema {
  readonly columns: readonly Column[];
  /** Of several tables taken together: per table, the name of a column in it, and its name in `columns`. */
  readonly tables?: readonly Readonly<Record<string, string>>[];
  /** Of tables side by side: per table, the column that tells whether it has the row. */
  readonly present?: readonly string[];
  /** What the tables are called, for messages. */
  readonly labels?: readonly string[];
  /** The table that a name without a table means, where it has one of that name. */
  readonly focus?: number | null;
}

export function fieldOf(of: Kind, name: string): Kind | null {
  for (const [key, inner] of of.fields) if (key === name) return inner;
  return null;
}

/** Whether values hold other values, or differ in kind. */
export function isNested(of: Kind): boolean {
  return of.name === "list" || of.name === "struct" || of.name === "map" || of.name === "mixed";
}

/** Whether a value may be NaN or infinite. */
export function isFloat(of: Kind): boolean {
  return of.name === "number" && !of.integer && of.bits > 0;
}

export function sameKind(a: Kind, b: Kind): boolean {
  if (a === b) return true;
  if (a.name !== b.name || a.bits !== b.bits || a.integer !== b.integer) return false;
  if (a.integerKeys !== b.integerKeys || a.fields.length !== b.fields.length) return false;
  if ((a.element === null) !== (b.element === null)) return false;
  if (a.element && b.element && !sameKind(a.element, b.element)) return false;
  return a.fields.every(([name, inner], at) => {
    const other = b.fields[at];
    return other !== undefined && other[0] === name && sameKind(inner, other[1]);
  });
}

/** The kind that holds values of both, or null when they differ in kind. */
export function unify(left: Kind, right: Kind): Kind | null {
  if (right.name === "null" || sameKind(left, right)) return left;
  if (left.name === "null") return right;
  if (left.name === "mixed" || right.name === "mixed") return MIXED;
  if (left.name !== right.name) return null;
  if (left.name === "number") {
    if (left.integer && right.integer) return left.bits >= right.bits ? left : right;
    return DOUBLE;
  }
  if (left.element && right.element && left.integerKeys === right.integerKeys) {
    const element = unify(left.element, right.element);
    return element === null ? null : { ...left, element };
  }
  if (
    left.name === "struct" &&
    left.fields.map(([key]) => key).join("\0") === right.fields.map(([key]) => key).join("\0")
  ) {
    const fields: [string, Kind][] = [];
    for (const [at, [key, inner]] of left.fields.entries()) {
      const found = unify(inner, (right.fields[at] as readonly [string, Kind])[1]);
      if (found === null) return null;
      fields.push([key, found]);
    }
    return structOf(fields);
  }
  return null;
}

/** A kind that holds values of both, which is mixed when they differ in kind. */
export function join(left: Kind, right: Kind): Kind {
  const joint = unify(left, right);
  if (joint !== null) return joint;
  if (left.name === "list" && right.name === "list")
    return listOf(join(left.element ?? NULL, right.element ?? NULL));
  if (left.name === "struct" && right.name === "struct") {
    const fields = new Map(left.fields);
    for (const [key, inner] of right.fields) {
      const known = fields.get(key);
      fields.set(key, known ? join(known, inner) : inner);
    }
    return structOf([...fields]);
  }
  if (isObject(left) && isObject(right))
    return kind("map", { element: join(valueKind(left), valueKind(right)) });
  return MIXED;
}

export const isObject = (of: Kind) => of.name === "struct" || of.name === "map";

/** The kind that holds every value of an object. */
export function valueKind(of: Kind): Kind {
  return of.name === "map" ? (of.element ?? NULL) : joinAll(of.fields.map(([, inner]) => inner));
}

/** A kind that holds values of all; of none, the kind that is always empty. */
export function joinAll(kinds: Iterable<Kind>): Kind {
  let found = NULL;
  for (const each of kinds) found = join(found, each);
  return found;
}
