import { expect, test } from "vitest";
import { barHeights } from "../../src/charts/histogram";

test("the tallest bar fills the chart, and one row in a million still shows", () => {
  expect(barHeights([0, 1, 500_000, 1_000_000], 1_000_000, 24)).toEqual([0, 1, 12, 24]);
});

test("a chart of nothing has no bars", () => {
  expect(barHeights([0, 0], 0, 24)).toEqual([0, 0]);
});
