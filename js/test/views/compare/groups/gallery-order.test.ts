import { expect, test } from "vitest";
import { shownPictures } from "../../../../src/views/compare/groups/gallery-order";

const picture = (row: number, side: number, moved = true) => ({ row, side, moved });
const ROWS = [
  picture(0, 0),
  picture(1, 0),
  picture(2, 0),
  picture(3, 1),
  picture(4, 1),
  picture(5, 0, false),
];
const rowsIn = (room: number, rows = ROWS) => shownPictures(rows, room).map(({ row }) => row);

test("each table has as many of its pictures as can be, and tables keep their order", () => {
  expect(rowsIn(4)).toEqual([0, 1, 3, 4]);
  expect(rowsIn(3)).toEqual([0, 1, 3]);
});

test("what did not move comes last", () => {
  expect(rowsIn(6)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(rowsIn(2, [picture(7, 0), picture(8, 0, false), picture(9, 0, false)])).toEqual([7, 8]);
});
