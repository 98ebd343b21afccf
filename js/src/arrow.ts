import { type Column, tableFromIPC } from "@uwdata/flechette";
import type { Row } from "./rows";

/** Column that carries the row ids in an answer. */
const ROW_ID = "__row";

/** An Arrow stream as columns. Chunks read through this: the library's own entry would bring all of it into the core. */
export const readArrow = tableFromIPC;

/** The rows of one answer. Cells are decoded when they are read, and only once. */
export function decodeRows(bytes: Uint8Array): Row[] {
  const table = tableFromIPC(bytes, { useBigInt: true });
  const columns = new Map<string, Column<unknown>>();
  // The ids come first; a column of the table may have the same name.
  const hasIds = table.names[0] === ROW_ID;
  const ids = hasIds ? table.getChildAt(0) : undefined;
  for (const [index, name] of table.names.entries())
    if (index > 0 || !hasIds) columns.set(String(name), table.getChildAt(index));
  return Array.from({ length: table.numRows }, (_, index) => {
    const id = ids?.at(index);
    return new ArrowRow(Number(id ?? index), index, columns);
  });
}

class ArrowRow implements Row {
  readonly #read = new Map<string, unknown>();

  constructor(
    readonly id: number,
    readonly index: number,
    readonly columns: Map<string, Column<unknown>>,
  ) {}

  has(name: string): boolean {
    return this.columns.has(name);
  }

  cell(name: string): unknown {
    if (this.#read.has(name)) return this.#read.get(name);
    const value = plain(this.columns.get(name)?.at(this.index));
    this.#read.set(name, value);
    return value;
  }
}

/** Numbers where they are exact, plain arrays and objects all the way down. */
export function plain(value: unknown): unknown {
  if (typeof value === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
  if (value === null || typeof value !== "object" || value instanceof Date || value instanceof Uint8Array)
    return value;
  if (Array.isArray(value) || ArrayBuffer.isView(value))
    return Array.from(value as unknown as Iterable<unknown>, plain);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
