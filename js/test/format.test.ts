import { expect, test } from "vitest";
import * as format from "../src/format";

test.each<[number | bigint, string]>([
  [0, "0"],
  [0.284, "0.284"],
  [-0.5, "−0.500"],
  [1234567, "1,234,567"],
  [1234.56, "1,234.6"],
  [0.00001234, "1.23e−5"],
  [1e21, "1.00e21"],
  [Number.NaN, "NaN"],
  [Number.NEGATIVE_INFINITY, "−∞"],
  [9007199254740993n, "9,007,199,254,740,993"],
])("%s reads %s", (value, text) => {
  expect(format.formatNumber(value)).toBe(text);
});

test.each([
  [0.0058, 0.3861, "0.01", "0.39"],
  [2.8e-17, 0.0271, "0", "0.027"],
  [18, 4989, "18", "4,989"],
  [-3, 3, "−3", "3"],
  [0, 2.5e9, "0", "2.5e9"],
  [0, 0, "0", "0"],
  [-0.001, 1, "0", "1"],
])("an axis from %d to %d is labelled %s and %s", (min, max, low, high) => {
  expect(format.formatRange(min, max)).toEqual([low, high]);
});

test.each([
  [1, "1 row"],
  [31, "31 rows"],
  [100_000_000, "100,000,000 rows"],
])("%d is %s", (count, text) => {
  expect(format.formatRows(count)).toBe(text);
});

test("times are in UTC, and leave out what is zero", () => {
  expect(format.formatTime(Date.UTC(2021, 2, 4))).toBe("2021-03-04");
  expect(format.formatTime(Date.UTC(2021, 2, 4, 5, 6, 7))).toBe("2021-03-04 05:06:07");
});

test.each([
  ["2021-03-01T00:00:00+00:00", Date.UTC(2021, 2, 1)],
  ["2021-03-01T07:00:00", Date.UTC(2021, 2, 1, 7)],
  ["2021-03-01", Date.UTC(2021, 2, 1)],
  [3.5, 3.5],
])("bound %s is %d", (bound, number) => {
  expect(format.boundNumber(bound)).toBe(number);
});

test("bins of whole numbers are whole numbers wide", () => {
  expect(format.axisEnd(0, 529, true, 16, 16)).toBe(16 * 34);
  expect(format.axisEnd(0, 5, true, 6, 16)).toBe(6);
  expect(format.axisEnd(0, 0.9, false, 16, 16)).toBe(0.9);
});

test("shares and short counts", () => {
  expect([0, 0.313, 1].map(format.formatShare)).toEqual(["0 %", "31.3 %", "100 %"]);
  expect([999, 12_345, 3_456_789].map(format.formatCompact)).toEqual(["999", "12k", "3.5M"]);
  expect([4, 12].map(format.countInWords)).toEqual(["four", "12"]);
});
