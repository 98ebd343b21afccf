import { expect, test } from "vitest";
import { cardAfter } from "../../src/views/gallery-keys";
import { captionLines, usualCaptions } from "../../src/views/gallery-layout";
import { sidesOf } from "../../src/views/picture-sides";
import type { ColumnInfo } from "../../src/wire";

const column = (name: string, kind: ColumnInfo["kind"], groups: string[] = []): ColumnInfo => ({
  name,
  kind,
  type: kind,
  integer: false,
  layers: groups.map((group) => ({ group, kind: "mask", classes: [], score_keys: [] })),
});
const names = (columns: ColumnInfo[]) => columns.map(({ name }) => name);

// Eleven cards, four in a line: 0-3, 4-7, 8-10.
test.each([
  ["ArrowRight", 3, 4],
  ["ArrowRight", 10, 10],
  ["ArrowLeft", 0, 0],
  ["ArrowDown", 1, 5],
  ["ArrowDown", 7, 10],
  ["ArrowDown", 9, 9],
  ["ArrowUp", 2, 2],
  ["ArrowUp", 6, 2],
  ["Home", 6, 4],
  ["End", 5, 7],
  ["End", 9, 10],
  ["PageDown", 1, 9],
  ["PageUp", 9, 1],
  ["PageUp", 6, 2],
])("%s from card %i leads to %i", (key, at, to) => {
  expect(cardAfter(key, false, at, 10, 4, 2)).toBe(to);
});

test("with Ctrl the ends are those of the table, and other keys lead nowhere", () => {
  expect(cardAfter("Home", true, 6, 10, 4, 2)).toBe(0);
  expect(cardAfter("End", true, 6, 10, 4, 2)).toBe(10);
  expect(cardAfter("x", false, 6, 10, 4, 2)).toBeUndefined();
});

test("a row is named, and says what rows are sorted by", () => {
  const columns = [
    column("photo", "image"),
    column("loss", "number"),
    column("id", "text"),
    column("my score", "number"),
    column("hard", "boolean"),
  ];
  expect(names(usualCaptions(columns, undefined))).toEqual(["id", "loss", "hard", "my score"]);
  expect(names(usualCaptions(columns, "`my score`"))).toEqual(["id", "my score", "hard", "loss"]);
  expect(usualCaptions([column("photo", "image")], undefined)).toEqual([]);
});

test("captions are two on the first line, and three on each that follows", () => {
  expect(captionLines([1, 2, 3, 4, 5, 6])).toEqual([[1, 2], [3, 4, 5], [6]]);
  expect(captionLines([1])).toEqual([[1]]);
});

const GROUPS = [
  { name: "truth", kinds: ["mask" as const], isTruth: true },
  { name: "model", kinds: ["mask" as const], isTruth: false },
];
const sides = (columns: ColumnInfo[], hidden: string[] = []) =>
  sidesOf(columns[0] as ColumnInfo, columns, { groups: GROUPS } as never, hidden)?.map((side) => [
    side.column.name,
    side.without,
    side.label,
  ]) ?? null;

test("truth and prediction of one column are divided by their groups", () => {
  expect(sides([column("photo", "image", ["truth", "model"])])).toEqual([
    ["photo", ["model"], "truth"],
    ["photo", ["truth"], "model"],
  ]);
});

test("two columns are divided with the truth on the left", () => {
  const photo = column("photo", "image", ["truth"]);
  const guess = column("guess", "image", ["model"]);
  const divided = [
    ["photo", [], "truth"],
    ["guess", [], "model"],
  ];
  expect(sides([photo, guess])).toEqual(divided);
  expect(sides([guess, photo])).toEqual(divided);
});

test("nothing is divided where nothing stands against the other", () => {
  expect(sides([column("photo", "image")])).toBeNull();
  expect(sides([column("photo", "image", ["truth"])])).toBeNull();
  expect(sides([column("photo", "image", ["truth", "model"])], ["model"])).toBeNull();
  expect(sides([column("photo", "image", ["truth"]), column("b", "image", ["model"])], ["truth"])).toBeNull();
});
