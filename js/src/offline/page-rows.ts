/** The rows of a table in the page: cells as the language sees them, and as the view gets them. */
import { type Column, type DataType, Type, tableFromIPC } from "@uwdata/flechette";
import { Instant, type Row, type Value } from "../query/index";
import { narrow, objectOf } from "../query/values";
import { writeRows } from "./arrow-rows";

export interface MadeColumn {
  name: string;
  type: DataType;
  values: readonly unknown[];
}

/** All rows of a table, in its order. A row is known here by its place; `ids` are what Python calls them. */
export class PageRows {
  readonly count: number;
  readonly ids: Float64Array;
  readonly names: string[];
  readonly #columns = new Map<string, Column<unknown>>();
  readonly #cells = new Map<string, Value[]>();
  readonly #places = new Map<number, number>();
  readonly #texts: Set<string>;

  /** @param texts columns whose cells are JSON in which MongoDB's words say what JSON cannot */
  constructor(bytes: Uint8Array, texts: readonly string[]) {
    const table = tableFromIPC(bytes, { useBigInt: true });
    this.#texts = new Set(texts);
    this.names = table.names.slice(1).map(String);
    for (const [index, name] of this.names.entries())
      this.#columns.set(name, table.getChildAt(index + 1) as Column<unknown>);
    this.count = table.numRows;
    this.ids = Float64Array.from({ length: this.count }, (_, row) => Number(table.getChildAt(0).at(row)));
    for (const [row, id] of this.ids.entries()) this.#places.set(id, row);
  }

  /** Where the row of an id stands; undefined for one that the page has not. */
  place(id: number): number | undefined {
    return this.#places.get(id);
  }

  has(name: string): boolean {
    return this.#columns.has(name);
  }

  /** All cells of a column, as the language sees them. */
  cells(name: string): Value[] {
    let found = this.#cells.get(name);
    if (!found) {
      found = this.#read(name);
      this.#cells.set(name, found);
    }
    return found;
  }

  /** The cells of a column that are JSON, as they are written; null for other columns. */
  texts(name: string): (string | null)[] | null {
    if (!this.#texts.has(name)) return null;
    const column = this.#columns.get(name);
    return Array.from({ length: this.count }, (_, row) => (column?.at(row) ?? null) as string | null);
  }

  #read(name: string): Value[] {
    const column = this.#columns.get(name);
    if (!column) return new Array(this.count).fill(null);
    const read = this.#texts.has(name) ? ofText : readerOf(column.type as Field["type"]);
    return Array.from({ length: this.count }, (_, row) => {
      const value = column.at(row);
      return value === null || value === undefined ? null : read(value);
    });
  }

  /** A row as an expression looks at it. */
  row(place: number): Row {
    return { get: (name) => this.cells(name)[place] };
  }

  /** Some rows as an Arrow stream: their ids, columns of the table, and columns that were made. */
  write(places: readonly number[], columns: readonly string[], made: MadeColumn[] = []): Uint8Array {
    const fields = columns.flatMap((name) => {
      const column = this.#columns.get(name);
      return column ? [{ name, column }] : [];
    });
    const ids = places.map((place) => this.ids[place] as number);
    return writeRows(fields, places, ids, made);
  }
}

type Read = (value: unknown) => Value;

interface Field {
  name: string;
  type: DataType & { children?: Field[] };
}

/** What makes values of the language of those of an Arrow type. */
function readerOf(type: Field["type"]): Read {
  const children = type.children ?? [];
  const [first] = children;
  switch (type.typeId) {
    case Type.Int:
      return (value) => (typeof value === "bigint" ? narrow(value) : (value as number));
    case Type.Timestamp:
    case Type.Date:
      return (value) => new Instant(Number(value));
    case Type.List: {
      const read = orNull(first ? readerOf(first.type) : asItIs);
      return (value) => Array.from(value as Iterable<unknown>, read);
    }
    case Type.Struct: {
      const fields = children.map(({ name, type: inner }) => [name, orNull(readerOf(inner))] as const);
      return (value) => {
        const given = value as Record<string, unknown>;
        return objectOf(fields.map(([name, read]) => [name, read(given[name])] as const));
      };
    }
    case Type.Map: {
      // A map is a list of entries, each with a key and a value.
      const inner = first?.type.children?.[1];
      const read = orNull(inner ? readerOf(inner.type) : asItIs);
      return (value) =>
        objectOf((value as [unknown, unknown][]).map(([name, item]) => [String(name), read(item)] as const));
    }
    default:
      return asItIs;
  }
}

const asItIs: Read = (value) => value as Value;

function orNull(read: Read): Read {
  return (value) => (value === null || value === undefined ? null : read(value));
}

const ofText: Read = (value) => revived(JSON.parse(value as string));

/** As `extended-json.ts`, for the language: a date keeps its microseconds. */
function revived(value: unknown): Value {
  if (Array.isArray(value)) return value.map(revived);
  if (value === null || typeof value !== "object") return value as Value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only) {
    const [word, inner] = only;
    if (word === "$literal" && inner !== null && typeof inner === "object" && !Array.isArray(inner))
      return objectOf(Object.entries(inner).map(([name, each]) => [name, revived(each)] as const));
    if (word === "$date" && typeof inner === "string") return instantOf(inner);
    if (word === "$numberDouble" && typeof inner === "string") return Number(inner);
    if (word === "$numberLong" && typeof inner === "string") return narrow(BigInt(inner));
  }
  return objectOf(entries.map(([name, each]) => [name, revived(each)] as const));
}

/** `2021-02-22T18:04:03.250017Z`, whose last digits a `Date` would lose. */
function instantOf(text: string): Instant {
  const [whole, micros = "0"] = text.replace(/Z$/, "").split(".");
  return new Instant(Date.parse(`${whole}Z`) + Number(micros.padEnd(6, "0").slice(0, 6)) / 1000);
}
