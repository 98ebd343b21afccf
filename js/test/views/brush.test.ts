import { expect, test } from "vitest";
import { brushOf, rangeClause, rangeIn } from "../../src/views/brush";

test.each([
  ["accuracy", 0.58341, 0.66129, 0.3, false, "accuracy >= 0.583 and accuracy <= 0.662"],
  ["two words", 10.2, 19.8, 600, true, "`two words` >= 11 and `two words` <= 19"],
  ["n", -3.2, 4, 100, false, "n >= -4 and n <= 4"],
  ["tiny", 0.00000123, 0.00000456, 0.0001, false, "tiny >= 0.000001 and tiny <= 0.000005"],
])(
  "a range of %s reads as a clause, and the clause as that range",
  (column, from, to, length, isInteger, text) => {
    const clause = rangeClause(column, from, to, length, isInteger);
    expect(clause).toBe(text);
    expect(rangeIn(clause, column)).not.toBeNull();
  },
);

test("only a plain range that is on is a brush", () => {
  const clause = { text: "a >= 1 and a <= 2", on: true, negated: false };
  expect(brushOf([clause], "a")).toEqual({ index: 0, range: [1, 2] });
  expect(brushOf([{ ...clause, on: false }], "a")).toBeNull();
  expect(brushOf([{ ...clause, negated: true }], "a")).toBeNull();
  expect(brushOf([clause], "b")).toBeNull();
  expect(rangeIn("a >= 1 and a <= 2 or b", "a")).toBeNull();
});
