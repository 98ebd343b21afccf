import { expect, test } from "vitest";
import { ticksOf, tickText } from "../../src/texts/reader/plot-frame";
import { figuresOf, numbersOf, sparkPath } from "../../src/texts/spark";
import { localTime, relativeTime } from "../../src/texts/times";
import { barPath, binAt, densities, sharedAxis } from "../../src/views/histogram-shape";
import { binWords, histogramWords } from "../../src/views/histogram-words";

test("a line tells its lowest, highest and last number, and leaves a gap for what is none", () => {
  const figures = figuresOf([3, Number.NaN, 1, 9, 4]);
  expect(figures).toEqual({ count: 5, min: 1, max: 9, last: 4, minAt: 2, maxAt: 3 });
  const path = sparkPath([3, Number.NaN, 1, 9, 4], figures as NonNullable<typeof figures>, 40, 8);
  expect(path.match(/M/g)?.length).toBe(2);
  expect(figuresOf([Number.NaN])).toBe(null);
  expect(numbersOf([1n, null, 2])).toEqual([1, Number.NaN, 2]);
});

test("of many numbers the extremes of each pixel are drawn", () => {
  const numbers = Array.from({ length: 10_000 }, (_, k) => (k === 5000 ? 100 : 0));
  const figures = figuresOf(numbers) as NonNullable<ReturnType<typeof figuresOf>>;
  const path = sparkPath(numbers, figures, 50, 10);
  expect(path).toContain("25 0");
  expect(path.length).toBeLessThan(3000);
});

const cell = {
  values: [1, 4],
  bins: [0, 1, 3],
  not_finite: 2n,
  count: 5,
  min: 0,
  max: 3,
  mean: 1.7,
  std: 0.6,
};

test("bars are as high as their counts are dense, and the bin under a place is found", () => {
  expect(densities(cell)).toEqual([2, 4]);
  expect(barPath(cell, [0, 3], 4, 30, 10).match(/M/g)?.length).toBe(2);
  expect([-1, 0, 1, 3, 3.1].map((place) => binAt(cell, place))).toEqual([-1, 0, 1, 1, -1]);
  expect(sharedAxis([cell, { ...cell, bins: [-4, 0, 1] }])).toEqual([-4, 3]);
  expect(sharedAxis([])).toBe(null);
});

test("a histogram is told in words", () => {
  expect(binWords(cell, 1)).toBe("1 to 3: 4");
  expect(histogramWords(cell)).toBe("5 from 0 to 3, mean 1.700 ± 0.600, 2 not finite");
  expect(histogramWords({ ...cell, count: 0 })).toBe("nothing counted, 2 not finite");
});

test("ticks are round numbers", () => {
  expect(ticksOf([0, 1], 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(ticksOf([-3, 3], 3)).toEqual([-2, 0, 2]);
  expect(ticksOf([2, 2], 5)).toEqual([2]);
  expect([-1, -0.5, 0].map((tick) => tickText(tick, [-1, -0.5, 0]))).toEqual(["−1.0", "−0.5", "0.0"]);
});

test("times have their zone, and are told by how long ago they were", () => {
  const ms = Date.UTC(2021, 2, 4, 5, 6, 7, 250);
  expect(localTime(ms, "Europe/Berlin")).toBe("2021-03-04 06:06:07.250 +01:00");
  expect(localTime(ms, "UTC")).toBe("2021-03-04 05:06:07.250 +00:00");
  expect(relativeTime(ms, ms + 3 * 3600_000)).toBe("3 hours ago");
  expect(relativeTime(ms + 2 * 86_400_000, ms)).toBe("in 2 days");
  expect(relativeTime(ms, ms + 1000)).toBe("now");
  expect(relativeTime(Number.NaN, 0)).toBe("not a date");
});
