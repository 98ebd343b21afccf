import { expect, test } from "vitest";
import { differenceOf, digitsFor, fixed } from "../../../src/views/compare/difference";

test("a difference has its sign, its arrow, and whether it is for the better", () => {
  expect(differenceOf(0.636, 0.793, "higher", 3)).toMatchObject({
    text: "+0.157",
    arrow: "up",
    mood: "better",
  });
  expect(differenceOf(0.5, 0.25, "higher", 3)).toMatchObject({
    text: "−0.250",
    arrow: "down",
    mood: "worse",
  });
  expect(differenceOf(0.5, 0.25, "lower", 2)).toMatchObject({ text: "−0.25", mood: "better" });
  expect(differenceOf(1, 4, null, 0)).toMatchObject({ text: "+3", arrow: "up", mood: null });
});

test("what rounds to nothing has no sign", () => {
  expect(fixed(-0.001, 2)).toBe("0.00");
  expect(fixed(-0.01, 2)).toBe("−0.01");
  expect(fixed(-Infinity, 2)).toBe("−Infinity");
});

test("equal is =, and less than the last digit is ≈", () => {
  expect(differenceOf(0.5, 0.5, "higher", 3)).toMatchObject({ text: "= 0.000", arrow: null, mood: null });
  expect(differenceOf(0.5, 0.5004, "higher", 3)).toMatchObject({ text: "≈ 0.000", arrow: null, mood: null });
  expect(differenceOf(0.5, 0.5005, "higher", 3)?.text).toMatch(/0\.001|≈/);
  expect(differenceOf(Number.NaN, Number.NaN, null, 3)?.text).toBe("= 0.000");
});

test("whole numbers beyond 2^53 are told apart", () => {
  expect(differenceOf(2n ** 60n, 2n ** 60n + 3n, null, 0)?.text).toBe("+3");
});

test("what has no number has no difference", () => {
  expect(differenceOf(null, 1, "higher", 3)).toBe(null);
  expect(differenceOf(1, undefined, "higher", 3)).toBe(null);
  expect(differenceOf(1, Number.NaN, "higher", 3)).toBe(null);
});

test("digits follow the size of the numbers", () => {
  expect(digitsFor(0, 1, false)).toBe(3);
  expect(digitsFor(0, 8.7, false)).toBe(2);
  expect(digitsFor(-300, 20, false)).toBe(0);
  expect(digitsFor(0, 0.02, false)).toBe(4);
  expect(digitsFor(0, 5, true)).toBe(0);
});
