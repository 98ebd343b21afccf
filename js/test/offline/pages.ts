/** Tables of a page, made of plain columns, for tests of what answers in it. */
import { Column, columnFromArray, type DataType, int64, Table, tableToIPC } from "@uwdata/flechette";
import { Engine } from "../../src/offline/engine";
import { PageRows } from "../../src/offline/page-rows";
import type { KindSaid, TableSaid } from "../../src/offline/page-wire";
import type { Query } from "../../src/wire";

export interface Given {
  values: readonly unknown[];
  type: DataType;
  kind: KindSaid;
}

export const query = (more: Partial<Query> & { where?: string[]; by?: string[] } = {}): Query => {
  const { where = [], by = [], ...rest } = more;
  return {
    version: 1,
    filters: where.map((text) => ({ text, on: true, negated: false })),
    group_by: [],
    sort: by.map((text) => ({ by: text.replace(/^-/, ""), descending: text.startsWith("-") })),
    columns: null,
    panels: {},
    limit: null,
    ...rest,
  };
};

/** What answers on some columns; row ids are 10, 11, ... so that none is the place of its row. */
export function engineOf(columns: Record<string, Given>, count: number): Engine {
  const names = Object.keys(columns);
  const ids = columnFromArray(BigInt64Array.from({ length: count }, (_, at) => BigInt(10 + at)));
  const made = names.map((name) => {
    const { values, type } = columns[name] as Given;
    // The library makes no type known of a column without values.
    if (count === 0) return new Column([], type as never);
    return columnFromArray([...values] as never, type as never);
  });
  const all = [ids, ...made];
  const fields = ["__row", ...names].map((name, at) => ({
    name,
    type: all[at]?.type ?? int64(),
    nullable: true,
    metadata: null,
  }));
  const table = new Table({ version: 4, endianness: 0, fields, metadata: null } as never, all as never);
  const bytes = tableToIPC(table, { format: "stream" }) ?? new Uint8Array(0);
  const said = {
    info: { columns: names.map((name) => ({ name, type: "any", layers: [] })) },
    schema: {
      columns: names.map((name) => ({ name, kind: (columns[name] as Given).kind })),
      tables: [],
      present: [],
      labels: [],
    },
    shown: names,
    marks: [],
    texts: [],
    measures: {},
  } as unknown as TableSaid;
  return Engine.of(new PageRows(bytes, []), said);
}
