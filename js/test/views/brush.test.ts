import { expect, test } from "vitest";
import { EMPTY_QUERY } from "../../src/query-edit";
import { draggedRange, partAt } from "../../src/views/brush";
import {
  binnedShares,
  brushOf,
  type RangeAxis,
  rangeClause,
  rangeIn,
  setBrush,
  sharesOf,
  valuesAt,
} from "../../src/views/ranges";

function axis(of: string, min: number, end: number, more: Partial<RangeAxis> = {}): RangeAxis {
  return { of, min, end, bins: 16, isTime: false, isInteger: false, ...more };
}

const DAY = 86_400_000;
const MARCH = Date.parse("2021-03-01T00:00:00Z");

test.each<[RangeAxis, number, number, string]>([
  [axis("accuracy", 0.5, 0.8), 0.58341, 0.66129, "accuracy >= 0.583 and accuracy <= 0.662"],
  [axis("`two words`", 0, 600, { isInteger: true }), 11, 19, "`two words` >= 11 and `two words` <= 19"],
  [axis("n", -50, 50), -3.2, 4, "n >= -4 and n <= 4"],
  [axis("tiny", 0, 0.0001), 0.00000123, 0.00000456, "tiny >= 0.000001 and tiny <= 0.000005"],
  [axis("len(x)", 0, 20, { isInteger: true }), 3, 7, "len(x) >= 3 and len(x) <= 7"],
  [
    axis("at", MARCH, MARCH + 700 * DAY, { isTime: true }),
    MARCH + 5.2 * DAY,
    MARCH + 9.1 * DAY,
    'at >= date("2021-03-06") and at <= date("2021-03-11")',
  ],
  [
    axis("at", MARCH, MARCH + 9 * DAY, { isTime: true }),
    MARCH + 1000,
    MARCH + DAY,
    'at >= date("2021-03-01T00:00") and at <= date("2021-03-02T00:00")',
  ],
  [
    axis("at", MARCH, MARCH + 1000, { isTime: true }),
    MARCH + 4.5,
    MARCH + 700,
    'at >= date("2021-03-01T00:00:00.004") and at <= date("2021-03-01T00:00:00.700")',
  ],
])("a range of $of reads as a clause, and the clause as that range", (on, from, to, text) => {
  expect(rangeClause(on, from, to)).toBe(text);
  const [low, high] = rangeIn(text, on.of) ?? [Number.NaN, Number.NaN];
  expect(low).toBeLessThanOrEqual(from);
  expect(high).toBeGreaterThanOrEqual(to);
});

test("only a plain range that is on is a brush", () => {
  const clause = { text: "a >= 1 and a <= 2", on: true, negated: false };
  expect(brushOf([clause], "a")).toEqual({ index: 0, range: [1, 2] });
  expect(brushOf([{ ...clause, on: false }], "a")).toBeNull();
  expect(brushOf([{ ...clause, negated: true }], "a")).toBeNull();
  expect(brushOf([clause], "b")).toBeNull();
  expect(rangeIn("a >= 1 and a <= 2 or b", "a")).toBeNull();
  expect(rangeIn('a >= date("now") and a <= date("then")', "a")).toBeNull();
});

test("a bar of whole numbers holds its first number and not that of the next", () => {
  const counts = axis("n", 0, 32, { isInteger: true });
  expect(valuesAt(counts, [0, 1 / 16])).toEqual([0, 1]);
  expect(valuesAt(counts, [15 / 16, 1])).toEqual([30, 31]);
  expect(sharesOf(counts, [0, 1])).toEqual([0, 1 / 16]);
  expect(valuesAt(axis("n", 0, 5, { isInteger: true }), [0.9, 0.9])).toEqual([4, 4]);
});

test("a range that was rounded outwards still has its bars", () => {
  expect(binnedShares(16, [4 / 16 - 0.003, 8 / 16 + 0.003])).toEqual([4, 8]);
  expect(binnedShares(16, [0.99, 1])).toEqual([15, 16]);
});

test("what a press moves depends on where it is: an end, the whole, or a new range", () => {
  expect(partAt(null, 0.5, 100)).toBe("new");
  expect(partAt([0.2, 0.8], 0.1, 100)).toBe("low");
  expect(partAt([0.2, 0.8], 0.3, 100)).toBe("low");
  expect(partAt([0.2, 0.8], 0.5, 100)).toBe("both");
  expect(partAt([0.2, 0.8], 0.9, 100)).toBe("high");
  expect(partAt([0.2, 0.4], 0.9, 100)).toBe("new");
  expect(partAt([0.5, 0.56], 0.53, 100)).toBe("both");
});

test("an end crosses the other, and the whole stays on the axis", () => {
  const close = (range: number[]) => range.map((share) => Number(share.toFixed(6)));
  expect(close(draggedRange("new", null, 0.5, -0.2))).toEqual([0.3, 0.5]);
  expect(close(draggedRange("low", [0.2, 0.4], 0.2, 0.3))).toEqual([0.4, 0.5]);
  expect(close(draggedRange("high", [0.2, 0.4], 0.4, 0.9))).toEqual([0.2, 1]);
  expect(close(draggedRange("both", [0.2, 0.4], 0.3, 0.9))).toEqual([0.8, 1]);
});

test("a range takes the place of the one before, and goes", () => {
  const one = setBrush(EMPTY_QUERY, "a", "a >= 1 and a <= 2");
  const two = setBrush(one, "a", "a >= 1 and a <= 3");
  expect(two.filters.map(({ text }) => text)).toEqual(["a >= 1 and a <= 3"]);
  expect(setBrush(two, "a", null).filters).toEqual([]);
});
