import { expect, it } from "vitest";
import { nameOf } from "../../src/vega/chart-root";
import { linesOf } from "../../src/vega/chart-tip";

it("names a file by the title of its chart", () => {
  expect(nameOf("Loss by epoch")).toBe("loss-by-epoch");
  expect(nameOf("../ROC: a/b?")).toBe("roc-a-b");
  expect(nameOf("精度")).toBe("精度");
  expect(nameOf("")).toBe("chart");
  expect(nameOf("…")).toBe("chart");
});

it("says what a mark stands for, as text", () => {
  expect(linesOf({ epoch: "3", loss: 0.5, none: null, at: { x: 1 } })).toEqual([
    ["epoch", "3"],
    ["loss", "0.5"],
    ["none", "empty"],
    ["at", '{"x":1}'],
  ]);
  expect(linesOf("<b>text</b>")).toEqual([["", "<b>text</b>"]]);
  expect(linesOf([1, 2])).toEqual([["", "1, 2"]]);
});
