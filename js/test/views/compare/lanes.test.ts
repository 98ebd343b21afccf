import { expect, test } from "vitest";
import { EMPTY_QUERY } from "../../../src/query-edit";
import { laneSortOf, orderExpression, ordersOf, sortByLane } from "../../../src/views/compare/lane-sort";
import type { Lane, LaneColumn } from "../../../src/views/compare/merged-columns";
import { isAllSame, isSame, standings } from "../../../src/views/compare/rows/lane-equality";
import { differing } from "../../../src/views/word-diff";

const marked = (text: string, other: string) =>
  differing(text, other)
    .filter(({ differs }) => differs)
    .map((piece) => piece.text);

test("words that another text has not are marked", () => {
  expect(marked("Tree as Building", "Road as Pavement")).toEqual(["Tree", "Building"]);
  expect(marked("same words", "same words")).toEqual([]);
  expect(marked("a red car", "a car")).toEqual(["red"]);
  expect(marked("one two", "three four")).toEqual(["one two"]);
  expect(
    differing("cat, dog", "cat, bird")
      .map(({ text }) => text)
      .join(""),
  ).toBe("cat, dog");
});

test("very long texts are marked as a whole", () => {
  const long = Array.from({ length: 300 }, (_, k) => `word${k}`).join(" ");
  expect(differing(long, "short")).toEqual([{ text: long, differs: true }]);
});

const has = (value: unknown): Lane => ({ missing: null, value });

test("a table that is not there is neither the same nor different", () => {
  expect(standings([has("a"), has("a"), has("b"), { missing: "row" }])).toEqual([
    "first",
    "same",
    "differs",
    "missing",
  ]);
  expect(standings([{ missing: "row" }, has(1)])).toEqual(["missing", "first"]);
  expect(isAllSame(["first", "same"])).toBe(true);
  expect(isAllSame(["first", "missing"])).toBe(false);
  expect(isAllSame(["first", "same", "differs"])).toBe(false);
});

test("equal is by what is in them", () => {
  expect(isSame(Number.NaN, Number.NaN)).toBe(true);
  expect(isSame([1, { a: 2n }], [1, { a: 2n }])).toBe(true);
  expect(isSame({ a: Number.NaN }, { a: null })).toBe(false);
  expect(isSame(new Date(5), new Date(5))).toBe(true);
  expect(isSame(null, "null")).toBe(false);
});

const column = (name: string, lanes: (string | null)[]): LaneColumn => ({
  name,
  kind: "number",
  type: "number",
  integer: false,
  layers: [],
  lanes,
  parts: [],
});

test("rows are sorted by a table, by a difference, or by how large it is", () => {
  const acc = column("acc", ["0.acc", "1.acc"]);
  expect(ordersOf(acc).map((by) => orderExpression(acc, by))).toEqual([
    "$1.acc - $0.acc",
    "abs($1.acc - $0.acc)",
    "$0.acc",
    "$1.acc",
  ]);
  const sorted = sortByLane(EMPTY_QUERY, acc, { side: 1, of: "difference" }, true);
  expect(sorted.sort).toEqual([{ by: "$1.acc - $0.acc", descending: true }]);
  expect(laneSortOf(sorted, acc)?.by).toEqual({ side: 1, of: "difference" });
  const losses = sortByLane(EMPTY_QUERY, acc, { side: 1, of: "difference" }, false);
  expect(losses.sort).toEqual([{ by: "$0.acc - $1.acc", descending: true }]);
  expect(laneSortOf(losses, acc)).toEqual({ by: { side: 1, of: "difference" }, descending: false, order: 0 });
  expect(laneSortOf(sorted, column("iou", ["0.iou", "1.iou"]))).toBe(null);
});

test("a column that the first table has not has no difference", () => {
  const note = column("note", [null, "1.note", "2.note"]);
  expect(ordersOf(note).map((by) => orderExpression(note, by))).toEqual(["$1.note", "$2.note"]);
});
