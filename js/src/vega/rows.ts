import { plain, readArrow } from "../arrow";

/** One row, as Vega's expressions read it. */
export type Datum = Record<string, unknown>;

/** The rows of an Arrow stream as objects. */
export function dataOf(bytes: Uint8Array): Datum[] {
  const table = readArrow(bytes);
  const names = table.names.map(String);
  const columns = names.map((_, index) => table.getChildAt(index));
  return Array.from({ length: table.numRows }, (_, row) => {
    const datum: Datum = {};
    for (const [index, name] of names.entries()) datum[name] = plain(columns[index]?.at(row));
    return datum;
  });
}
