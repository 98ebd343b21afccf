/** Some rows of an Arrow table as Arrow, bit for bit: what was lost by reading them would be lost for the view. */
import {
  type Batch,
  Column,
  columnFromArray,
  type DataType,
  Table,
  Type,
  tableToIPC,
} from "@uwdata/flechette";

type Source = Batch<unknown> & Record<string, unknown>;
type Maker = new (options: Record<string, unknown>) => Batch<unknown>;

/** Columns of a table at some rows, with others before and after, as an Arrow stream of one batch. */
export function writeRows(
  fields: { name: string; column: Column<unknown> }[],
  rows: ArrayLike<number>,
  ids: readonly number[],
  more: { name: string; values: readonly unknown[]; type: DataType }[] = [],
): Uint8Array {
  // No bytes are no rows, as in an answer of Python.
  if (rows.length === 0) return new Uint8Array(0);
  const idColumn = columnFromArray(BigInt64Array.from(ids, BigInt));
  const taken = fields.map(({ name, column }) => ({ name, column: takeRows(column, rows) }));
  const made = more.map(({ name, values, type }) => ({
    name,
    column: columnFromArray(values as never, type as never) as Column<unknown>,
  }));
  const all = [{ name: "__row", column: idColumn as Column<unknown> }, ...taken, ...made];
  const schema = {
    version: 4,
    endianness: 0,
    fields: all.map(({ name, column }) => ({ name, type: column.type, nullable: true, metadata: null })),
    metadata: null,
  };
  const table = new Table(schema as never, all.map(({ column }) => column) as never);
  return tableToIPC(table as never, { format: "stream" }) ?? new Uint8Array(0);
}

/** A column at some rows; the column has one batch, as Python writes it. */
function takeRows(column: Column<unknown>, rows: ArrayLike<number>): Column<unknown> {
  return new Column([take(column.data[0] as unknown as Source, rows)] as never, column.type as never);
}

function take(batch: Source, rows: ArrayLike<number>): Batch<unknown> {
  const Made = batch.constructor as Maker;
  const type = batch.type as DataType & Record<string, number>;
  const length = rows.length;
  const valid = validityOf(batch, rows);
  const base = { length, type, nullCount: valid.nullCount, validity: valid.bits };
  switch (type.typeId) {
    case Type.Null:
      return new Made({ ...base, nullCount: length });
    case Type.Bool: {
      const from = batch.values as Uint8Array;
      const bits = new Uint8Array(bytesFor(length));
      for (let at = 0; at < length; at++) if (bitAt(from, rows[at] as number)) setBit(bits, at);
      return new Made({ ...base, values: bits });
    }
    case Type.Utf8:
    case Type.Binary: {
      const { offsets, places, count } = stretches(batch, rows, 1);
      const from = batch.values as Uint8Array;
      const values = new Uint8Array(count);
      for (const [start, end, at] of places) values.set(from.subarray(start, end), at);
      return new Made({ ...base, offsets, values });
    }
    case Type.List:
    case Type.Map: {
      const { offsets, places, count } = stretches(batch, rows, 1);
      const inner = new Uint32Array(count);
      for (const [start, end, at] of places) for (let k = start; k < end; k++) inner[at + k - start] = k;
      return new Made({ ...base, offsets, children: [take(childOf(batch, 0), inner)] });
    }
    case Type.FixedSizeList: {
      const stride = type.stride as number;
      const inner = new Uint32Array(length * stride);
      for (let at = 0; at < length; at++)
        for (let k = 0; k < stride; k++) inner[at * stride + k] = (rows[at] as number) * stride + k;
      return new Made({ ...base, children: [take(childOf(batch, 0), inner)] });
    }
    case Type.Struct:
      return new Made({
        ...base,
        children: (batch.children as Source[]).map((child) => take(child, rows)),
      });
    case Type.Int:
    case Type.Float:
    case Type.Date:
    case Type.Time:
    case Type.Timestamp:
    case Type.Duration: {
      const from = batch.values as Float64Array;
      const values = new (from.constructor as Float64ArrayConstructor)(length);
      for (let at = 0; at < length; at++) values[at] = from[rows[at] as number] as number;
      return new Made({ ...base, values });
    }
    default:
      throw new Error(`a column of Arrow's type ${type.typeId} cannot be shown in a page`);
  }
}

const childOf = (batch: Source, index: number) => (batch.children as Source[])[index] as Source;
const bytesFor = (bits: number) => (bits + 7) >> 3;
const bitAt = (bytes: Uint8Array, at: number) => (((bytes[at >> 3] as number) >> (at & 7)) & 1) === 1;
const setBit = (bytes: Uint8Array, at: number) => {
  bytes[at >> 3] = (bytes[at >> 3] as number) | (1 << (at & 7));
};

function validityOf(batch: Source, rows: ArrayLike<number>): { bits: Uint8Array; nullCount: number } {
  const from = batch.validity as Uint8Array | undefined;
  const isMissing = (batch.nullCount as number) > 0 && from !== undefined && from.length > 0;
  if (!isMissing) return { bits: new Uint8Array(0), nullCount: 0 };
  const bits = new Uint8Array(bytesFor(rows.length));
  let there = 0;
  for (let at = 0; at < rows.length; at++) {
    if (!bitAt(from, rows[at] as number)) continue;
    setBit(bits, at);
    there += 1;
  }
  return { bits, nullCount: rows.length - there };
}

/** Where the items of some cells lie, and where they go. */
function stretches(batch: Source, rows: ArrayLike<number>, width: number) {
  const from = batch.offsets as Int32Array;
  const offsets = new Int32Array(rows.length + 1);
  const places: [start: number, end: number, at: number][] = [];
  let count = 0;
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as number;
    const start = from[row] as number;
    const end = from[row + 1] as number;
    if (end > start) places.push([start * width, end * width, count]);
    count += end - start;
    offsets[at + 1] = count;
  }
  return { offsets, places, count };
}
