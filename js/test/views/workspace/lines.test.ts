import { expect, test } from "vitest";
import { linesOf, rangeOf } from "../../../src/views/workspace/lines";

test("pinned rows stand on top in their own order, the others as they were", () => {
  expect(linesOf([7, 3, 5, 1], [1, 3])).toEqual({ positions: [3, 1, 0, 2], pinned: 2 });
});

test("a pinned row that the view has not is left out, and one that is pinned twice stands once", () => {
  expect(linesOf([7, 3], [9, 3, 3])).toEqual({ positions: [1, 0], pinned: 1 });
});

test("the range of positions between two lines leaves pinned ones out", () => {
  const lines = linesOf([7, 3, 5, 1], [1]);
  expect(lines.positions).toEqual([3, 0, 1, 2]);
  expect(rangeOf(lines, 0, 3)).toEqual([0, 2]);
  expect(rangeOf(lines, 0, 1)).toEqual([0, 0]);
  expect(rangeOf(lines, 2, 9)).toEqual([1, 3]);
});
