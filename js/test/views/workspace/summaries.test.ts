import { expect, test } from "vitest";
import { formatAmong } from "../../../src/views/workspace/digits";
import { meanAndSpread } from "../../../src/views/workspace/group-line";
import { sorted } from "../../../src/views/workspace/metric-list";
import { niceStep, shareOf, summaryScale } from "../../../src/views/workspace/summary-scale";

test("bars start at 0, also where values are below it", () => {
  expect(summaryScale([2, 8])).toEqual({ look: "bar", low: 0, high: 8 });
  expect(summaryScale([-4, 8])).toEqual({ look: "bar", low: -4, high: 8 });
  expect(summaryScale([5])).toEqual({ look: "bar", low: 0, high: 5 });
  expect(summaryScale([Number.NaN])).toBeNull();
});

test("values that hardly differ are dots on an axis that is cut", () => {
  const scale = summaryScale([3.2725, 3.2771]);
  expect(scale?.look).toBe("dot");
  expect(scale?.low).toBeCloseTo(3.272);
  expect(scale?.high).toBeCloseTo(3.278);
  expect(shareOf({ look: "dot", low: 3, high: 4 }, 3.25)).toBe(0.25);
});

test("steps are 1, 2 or 5 times a power of ten", () => {
  expect([0.13, 3, 70, 900].map(niceStep).map((step) => Number(step.toPrecision(3)))).toEqual([
    0.1, 2, 50, 500,
  ]);
});

test("numbers beside each other have the decimals that tell them apart", () => {
  expect(formatAmong(3.27246, 3.2725, 3.341)).toBe("3.2725");
  expect(formatAmong(0.5, 0, 1)).toBe("0.500");
  expect(formatAmong(1532.4, 200, 3000)).toBe("1,532");
});

test("a mean has the digits that its spread makes sense of", () => {
  expect(meanAndSpread(3.278_53, 0.001_12)).toEqual(["3.2785", "0.0011"]);
  expect(meanAndSpread(3.278_53, 0.000_98)).toEqual(["3.2785", "0.0010"]);
  expect(meanAndSpread(573.2, 31)).toEqual(["573", "31"]);
});

test("metrics that most runs have come first, of equal ones those of validation; what counts comes last", () => {
  const metrics = [
    { key: "epoch", runs: 4, x: "_step" },
    { key: "frame", runs: 4, x: "_step" },
    { key: "train_loss", runs: 4, x: "frame" },
    { key: "val_loss", runs: 4, x: "_step" },
    { key: "lr", runs: 1, x: "_step" },
  ];
  const keys = sorted(metrics).map(({ key }) => key);
  expect(keys).toEqual(["val_loss", "train_loss", "lr", "epoch", "frame"]);
});
