/** Columns that expressions make, as the view gets them. */
import { bool, type DataType, float64, int64, list, struct, timestamp, utf8 } from "@uwdata/flechette";
import type { Compiled, Instant, Kind, Value } from "../query/index";
import type { ColumnInfo, Kind as ShownKind } from "../wire";
import type { Engine } from "./engine";
import type { MadeColumn } from "./page-rows";
import { extended } from "./plain-values";

interface Made {
  name: string;
  compiled: Compiled;
}

const SHOWN: Partial<Record<Kind["name"], ShownKind>> = {
  number: "number",
  text: "text",
  boolean: "boolean",
  date: "timestamp",
  list: "list",
  struct: "struct",
};
/** Names of column types, as W&B's descriptions have them. */
const TYPES: Partial<Record<Kind["name"], string>> = {
  number: "number",
  text: "string",
  boolean: "boolean",
  date: "timestamp",
  list: "list",
  struct: "typedDict",
  null: "none",
};

export function columnInfoOf({ name, compiled: { kind } }: Made): ColumnInfo {
  return {
    name,
    kind: isPlain(kind) ? (SHOWN[kind.name] ?? "any") : "any",
    type: isPlain(kind) ? (TYPES[kind.name] ?? "any") : "any",
    integer: kind.name === "number" && kind.integer,
    layers: [],
    media: null,
    many: false,
    items: kind.name === "list" && kind.element ? (SHOWN[kind.element.name] ?? null) : null,
  };
}

/** A derived column at some rows, in the Arrow type of its kind; what varies by row is JSON, as Python writes it. */
export function madeColumn(engine: Engine, { name, compiled }: Made, places: readonly number[]): MadeColumn {
  const values = engine.values(compiled);
  const { kind } = compiled;
  if (!isPlain(kind)) {
    const texts = places.map((place) => {
      const value = values[place];
      return value === null || value === undefined ? null : JSON.stringify(extended(value));
    });
    return { name, type: utf8() as DataType, values: texts };
  }
  return { name, type: arrowType(kind), values: places.map((place) => arrowValue(kind, values[place])) };
}

/** Whether all values have one form in Arrow. */
function isPlain(kind: Kind): boolean {
  if (kind.name === "list") return kind.element !== null && isPlain(kind.element);
  if (kind.name === "struct")
    return kind.fields.length > 0 && kind.fields.every(([, inner]) => isPlain(inner));
  return ["number", "text", "boolean", "date"].includes(kind.name);
}

function arrowType(kind: Kind): DataType {
  switch (kind.name) {
    case "number":
      return (kind.integer && kind.bits <= 64 ? int64() : float64()) as DataType;
    case "boolean":
      return bool() as DataType;
    case "date":
      return timestamp(3, "UTC") as DataType;
    case "list":
      return list(arrowType(kind.element as Kind) as never) as DataType;
    case "struct":
      return struct(
        Object.fromEntries(kind.fields.map(([name, inner]) => [name, arrowType(inner)])) as never,
      ) as DataType;
    default:
      return utf8() as DataType;
  }
}

function arrowValue(kind: Kind, value: Value): unknown {
  if (value === null || value === undefined) return null;
  switch (kind.name) {
    case "number":
      return kind.integer && kind.bits <= 64 ? BigInt(value as number | bigint) : Number(value);
    case "date":
      // Nanoseconds: a view shows them as it does those of the table.
      return (value as Instant).ms;
    case "list":
      return (value as Value[]).map((item) => arrowValue(kind.element as Kind, item));
    case "struct":
      return Object.fromEntries(
        kind.fields.map(([name, inner]) => [name, arrowValue(inner, (value as Record<string, Value>)[name])]),
      );
    default:
      return value;
  }
}
