import { expect, test } from "vitest";
import {
  type BinAxis,
  binWords,
  edgesOf,
  intervalClause,
  shareOn,
} from "../../../../src/views/compare/groups/axis";

const MARGIN: BinAxis = { low: 0, high: 12, isTime: false, isInteger: false };
const AGE: BinAxis = { low: 1, high: 21, isTime: false, isInteger: true };
const ONES: BinAxis = { low: 0, high: 5, isTime: false, isInteger: true };

test.each<[string, BinAxis, number, [number, number], string]>([
  ["a bin", MARGIN, 20, [14, 14], "$0.m >= 8.4 and $0.m < 9"],
  ["a range", MARGIN, 20, [0, 4], "$0.m >= 0 and $0.m < 3"],
  ["the last bin has its end", MARGIN, 20, [19, 19], "$0.m >= 11.4 and $0.m <= 12"],
  ["whole numbers", AGE, 10, [1, 1], "$0.m >= 3 and $0.m <= 4"],
  ["one whole number", ONES, 5, [2, 2], "$0.m = 2"],
])("a clause for %s", (_, axis, bins, [first, last], text) => {
  expect(intervalClause(["0.m"], axis, bins, first, last)).toBe(text);
});

test("the clause for several tables is true for any of them", () => {
  expect(intervalClause(["0.m", "1.m"], MARGIN, 12, 3, 3)).toBe(
    "($0.m >= 3 and $0.m < 4) or ($1.m >= 3 and $1.m < 4)",
  );
});

test("a name that is no plain word is quoted as the rows have it", () => {
  expect(intervalClause(["1.p cat"], ONES, 5, 2, 2)).toBe("`1.p cat` = 2");
});

test("a range of time is told as dates", () => {
  const axis: BinAxis = { low: 0, high: 86_400_000, isTime: true, isInteger: false };
  expect(intervalClause(["0.at"], axis, 2, 0, 0)).toBe(
    '$0.at >= date("1970-01-01T00:00:00.000") and $0.at < date("1970-01-01T12:00:00.000")',
  );
  expect(binWords(axis, 2, 1, 1)).toBe("1970-01-01 12:00:00 to 1970-01-02");
});

test("ends of bins far from zero are told apart", () => {
  const axis: BinAxis = { low: 1e-6, high: 2e-6, isTime: false, isInteger: false };
  expect(intervalClause(["0.m"], axis, 10, 3, 3)).toBe("$0.m >= 0.0000013 and $0.m < 0.0000014");
});

test("bins in words", () => {
  expect(binWords(MARGIN, 20, 14, 14)).toBe("8.4 to 9");
  expect(binWords(ONES, 5, 2, 2)).toBe("2");
  expect(edgesOf(AGE, 10, 0, 9)).toEqual([1, 20]);
});

test("an axis of one value has it in the middle", () => {
  expect(shareOn({ low: 3, high: 3, isTime: false, isInteger: false }, 3)).toBe(0.5);
  expect(shareOn(MARGIN, 24)).toBe(1);
});
