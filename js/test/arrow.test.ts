import {
  bool,
  columnFromArray,
  float64,
  int64,
  list,
  struct,
  tableFromColumns,
  tableToIPC,
  utf8,
} from "@uwdata/flechette";
import { expect, test } from "vitest";
import { decodeRows } from "../src/arrow";

const BIG = 9007199254740993n;
const table = tableFromColumns({
  __row: columnFromArray([7n, 3n], int64()),
  count: columnFromArray([5n, BIG], int64()),
  note: columnFromArray(["", null], utf8()),
  score: columnFromArray([Number.NaN, 0], float64()),
  hard: columnFromArray([false, null], bool()),
  tags: columnFromArray([[1n, BIG], []], list(int64())),
  image: columnFromArray([{ digest: "ab", size: 4n }, null], struct({ digest: utf8(), size: int64() })),
});
const rows = decodeRows(tableToIPC(table, { format: "stream" }) as Uint8Array);
const cells = (name: string) => rows.map((row) => row.cell(name));

test("rows carry their ids", () => {
  expect(rows.map(({ id }) => id)).toEqual([7, 3]);
  expect(rows[0]?.has("__row")).toBe(false);
});

test("a column may have the name of the ids", () => {
  const both = tableFromColumns([
    ["__row", columnFromArray([7n], int64())],
    ["__row", columnFromArray([1n], int64())],
  ]);
  const [row] = decodeRows(tableToIPC(both, { format: "stream" }) as Uint8Array);
  expect([row?.id, row?.cell("__row")]).toEqual([7, 1]);
});

test("whole numbers stay exact, and are plain numbers where they can be", () => {
  expect(cells("count")).toEqual([5, BIG]);
  expect(cells("tags")).toEqual([[1, BIG], []]);
});

test("the kinds of nothing stay apart", () => {
  expect(cells("note")).toEqual(["", null]);
  expect(cells("score")).toEqual([Number.NaN, 0]);
  expect(cells("hard")).toEqual([false, null]);
  expect(cells("image")).toEqual([{ digest: "ab", size: 4 }, null]);
  expect(cells("no such column")).toEqual([undefined, undefined]);
});
