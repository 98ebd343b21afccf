/** Cells of Arrow tables as values of the language: kinds from types, and what reads them. */
import { type DataType, type Field, type Table, Type, tableFromIPC } from "@uwdata/flechette";
import { readExtendedJson } from "../../src/extended-json";
import {
  BOOLEAN,
  type Column,
  DATE,
  INT128,
  type Kind,
  kind,
  listOf,
  MIXED,
  NULL,
  OTHER,
  type Schema,
  structOf,
  TEXT,
} from "../../src/query/kinds";
import { Instant, isObjectValue, narrow, objectOf, type Row, type Value } from "../../src/query/values";

/** Says which fields of a dict were given though empty; no expression sees it. */
const NONE_GIVEN = "__none";
const SPLIT = "__kind";

const childrenOf = (type: DataType): readonly Field[] => ("children" in type ? (type.children ?? []) : []);
const named = (type: DataType) => childrenOf(type).filter((field) => field.name !== NONE_GIVEN);
const inner = (type: DataType): DataType => (childrenOf(type)[0] as Field).type;
const isSplit = (type: DataType) => childrenOf(type)[0]?.name === SPLIT;

/** The kind of values of an Arrow type, as Python's `kind_of` has it. */
export function kindOfArrow(type: DataType): Kind {
  switch (type.typeId) {
    case Type.Dictionary:
      return kindOfArrow(type.dictionary);
    case Type.Null:
      return NULL;
    case Type.Bool:
      return BOOLEAN;
    case Type.Int:
      // An unsigned integer takes the arithmetic of the next wider signed one.
      return kind("number", { bits: type.bitWidth * (type.signed ? 1 : 2), integer: true });
    case Type.Float:
      return kind("number", { bits: [16, 32, 64][type.precision] ?? 64 });
    case Type.Decimal:
      return type.scale === 0 && type.precision <= 38 ? INT128 : kind("number");
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Utf8View:
      return TEXT;
    case Type.Date:
    case Type.Timestamp:
      return DATE;
    case Type.Struct:
      return isSplit(type)
        ? MIXED
        : structOf(named(type).map((field) => [field.name, kindOfArrow(field.type)]));
    case Type.Map: {
      const [key, value] = childrenOf(inner(type));
      const element = value ? kindOfArrow(value.type) : NULL;
      return kind("map", { element, integerKeys: key?.type.typeId === Type.Int });
    }
    case Type.List:
    case Type.LargeList:
    case Type.FixedSizeList:
      return listOf(kindOfArrow(inner(type)));
    case Type.Binary:
    case Type.LargeBinary:
      return kind("binary");
    default:
      return OTHER;
  }
}

/** What reads cells of a type; the table is decoded with `{useBigInt: true}`. */
export function cellReader(type: DataType): (raw: unknown) => Value {
  const read = readerOf(type);
  return (raw) => (raw === null || raw === undefined ? null : read(raw));
}

function readerOf(type: DataType): (raw: unknown) => Value {
  switch (type.typeId) {
    case Type.Dictionary:
      return cellReader(type.dictionary);
    case Type.Int:
      return (raw) => (typeof raw === "bigint" ? narrow(raw) : (raw as number));
    case Type.Decimal:
      return (raw) => {
        if (typeof raw !== "bigint") return raw as number;
        return type.scale === 0 ? narrow(raw) : Number(raw) / 10 ** type.scale;
      };
    case Type.Date:
    case Type.Timestamp:
      return (raw) => new Instant(raw instanceof Date ? raw.getTime() : Number(raw));
    case Type.Struct:
      return isSplit(type) ? readSplit : structReader(type);
    case Type.Map:
      return mapReader(type);
    case Type.List:
    case Type.LargeList:
    case Type.FixedSizeList: {
      const read = cellReader(inner(type));
      return (raw) => Array.from(raw as Iterable<unknown>, read);
    }
    default:
      return (raw) => raw as Value;
  }
}

function structReader(type: DataType): (raw: unknown) => Value {
  const readers = named(type).map((field) => [field.name, cellReader(field.type)] as const);
  return (raw) => {
    const given = raw as Record<string, unknown>;
    return objectOf(readers.map(([name, read]): [string, Value] => [name, read(given[name])]));
  };
}

function mapReader(type: DataType): (raw: unknown) => Value {
  const value = childrenOf(inner(type))[1];
  const read = value ? cellReader(value.type) : () => null;
  return (raw) =>
    objectOf(
      Array.from(raw as Iterable<[unknown, unknown]>, ([key, item]): [string, Value] => [
        String(key),
        read(item),
      ]),
    );
}

/** A value whose kind differs by row, in the split form. */
function readSplit(raw: unknown): Value {
  const parts = raw as Record<string, unknown>;
  const digits = parts.__other;
  switch (Number(parts.__kind ?? 0)) {
    case 1:
      return digits === null || digits === undefined
        ? (parts.__num as number)
        : narrow(BigInt(String(digits)));
    case 2:
      return parts.__text as string;
    case 6:
      return parts.__bool as boolean;
    case 7:
      return new Instant(Number(parts.__date));
    case 0:
      return null;
    default:
      return typeof digits === "string"
        ? fromJson(readExtendedJson(withLongNumbers(digits)))
        : (digits as Value);
  }
}

/** JSON in which whole numbers that a double cannot hold are said with MongoDB's word. */
function withLongNumbers(json: string): string {
  return json.replace(/"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g, (part) =>
    part.startsWith('"') ? part : `{"$numberLong": "${part}"}`,
  );
}

/** What extended JSON holds, as values of the language. */
export function fromJson(read: unknown): Value {
  if (Array.isArray(read)) return read.map(fromJson);
  if (read instanceof Date) return new Instant(read.getTime());
  if (typeof read === "bigint") return narrow(read);
  if (read !== null && typeof read === "object" && isObjectValue(read as Value))
    return objectOf(Object.entries(read).map(([name, item]): [string, Value] => [name, fromJson(item)]));
  return read as Value;
}

/** The table that an Arrow stream in base64 holds. */
export function readTable(base64: string): ArrowTable {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return new ArrowTable(tableFromIPC(bytes, { useBigInt: true, useDecimalInt: true }));
}

/** Per column whether some cell is empty, whether some is NaN, and whether all are finite. */
export type Facts = Record<string, [nullable: boolean, nan: boolean, finite: boolean]>;

/** Columns, with what is known of them. */
export function schemaWith(columns: readonly Column[], facts: Facts): Schema {
  const known = columns.map((column) => {
    const [nullable = true, nan = true, finite = false] = facts[column.name] ?? [];
    return { ...column, facts: { nullable, nan, finite } };
  });
  return { columns: known };
}

/** The rows of an Arrow table, decoded with `{useBigInt: true}`: cells are read when they are asked for, and once. */
export class ArrowTable {
  readonly columns: readonly Column[];
  readonly rowCount: number;
  readonly #cells = new Map<string, { read: (at: number) => Value; known: Value[] }>();

  constructor(table: Table) {
    this.rowCount = table.numRows;
    this.columns = table.schema.fields.map(({ name, type }) => ({
      name: String(name),
      kind: kindOfArrow(type),
    }));
    for (const [at, { name, type }] of table.schema.fields.entries()) {
      const column = table.getChildAt(at);
      const read = cellReader(type);
      this.#cells.set(String(name), { read: (index) => read(column.at(index)), known: [] });
    }
  }

  cell(name: string, index: number): Value {
    const column = this.#cells.get(name);
    if (column === undefined) return null;
    let value = column.known[index];
    if (value === undefined) {
      value = column.read(index);
      column.known[index] = value;
    }
    return value;
  }

  /** One row that moves: set `index`, then compute. */
  cursor(): Row & { index: number } {
    return new Cursor(this);
  }
}

class Cursor implements Row {
  index = 0;

  constructor(readonly table: ArrowTable) {}

  get(name: string): Value {
    return this.table.cell(name, this.index);
  }
}
