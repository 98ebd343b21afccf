import { expect, test } from "vitest";
import { movedColumn, onScreen, withHidden } from "../../src/views/column-order";

const ORDER = { pinned: ["id"], shown: ["a", "id", "b", "c"] };

test("pinned columns stand first on the screen", () => {
  expect(onScreen(ORDER)).toEqual(["id", "a", "b", "c"]);
});

test.each([
  ["c", 1, ["id"], ["id", "c", "a", "b"]],
  ["a", 4, ["id"], ["id", "b", "c", "a"]],
  ["a", 99, ["id"], ["id", "b", "c", "a"]],
  ["a", 1, ["id"], ["id", "a", "b", "c"]],
  // Dropped among those pinned it is pinned, and out of them it is let go.
  ["b", 0, ["b", "id"], ["b", "id", "a", "c"]],
  ["id", 3, [], ["a", "b", "id", "c"]],
  ["id", 1, ["id"], ["id", "a", "b", "c"]],
  ["no such column", 1, ["id"], ["a", "id", "b", "c"]],
])("%s goes before place %i", (column, to, pinned, shown) => {
  expect(movedColumn(ORDER, column, to)).toEqual({ pinned, shown });
});

test("the last of two pinned columns stays pinned behind the other", () => {
  expect(movedColumn({ pinned: ["a", "b"], shown: ["a", "b", "c"] }, "a", 2)).toEqual({
    pinned: ["b", "a"],
    shown: ["b", "a", "c"],
  });
});

test("a hidden column is listed after the one that it follows in the table", () => {
  expect(withHidden({ pinned: [], shown: ["c", "a"] }, ["a", "b", "c", "d"])).toEqual(["c", "d", "a", "b"]);
  expect(withHidden({ pinned: ["c"], shown: ["c"] }, ["a", "b", "c"])).toEqual(["c", "a", "b"]);
});
