import { expect, test } from "vitest";
import { barsPath, largestOf, stepPath } from "../../../../src/views/compare/groups/shapes";

test("bars stand apart by a pixel, and one row can be seen beside thousands", () => {
  expect(barsPath([0, 1000, 1], 1000, 30, 40)).toBe("M10.5 40v-40h9v40zM20.5 40v-1h9v1z");
});

test("the outline goes by steps from the ground to the ground", () => {
  expect(stepPath([1, 2], 2, 20, 10)).toBe("M0 10V5H10V0H20V10");
});

test("the largest count over all tables, of which one may lack the column", () => {
  expect(largestOf([[1, 4], null, [9, 0]])).toBe(9);
  expect(largestOf([null])).toBe(0);
});
