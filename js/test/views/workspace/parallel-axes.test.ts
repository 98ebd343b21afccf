import { expect, test } from "vitest";
import {
  type Axis,
  clauseOf,
  isKept,
  MISSING_AT,
  makeAxis,
  moved,
  pathThrough,
  placeOf,
  spanInWords,
} from "../../../src/views/workspace/parallel-axes";

const axisOf = (name: string, values: (number | string | boolean | null)[]) => makeAxis(name, values) as Axis;

test("numbers stand between the lowest and the highest; who has none stands under the axis", () => {
  const axis = axisOf("loss", [1, 3, null]);
  expect(axis).toMatchObject({ kind: "number", low: 1, high: 3, isLog: false, hasMissing: true });
  expect(placeOf(axis, 2)).toBe(0.5);
  expect(placeOf(axis, null)).toBe(MISSING_AT);
});

test("numbers over two powers of ten stand on a logarithmic axis", () => {
  const axis = axisOf("lr", [0.001, 0.1, 0.01]);
  expect(axis).toMatchObject({ isLog: true });
  expect(placeOf(axis, 0.01)).toBeCloseTo(0.5);
});

test("words are categories, and one more for what is not set; too many make no axis", () => {
  const axis = axisOf("gpu", ["H100", null, "B200", "H100"]);
  expect(axis).toMatchObject({ kind: "category", values: [null, "H100", "B200"] });
  expect(
    makeAxis(
      "id",
      Array.from({ length: 20 }, (_, k) => `run ${k}`),
    ),
  ).toBeNull();
  expect(makeAxis("nothing", [null, null])).toBeNull();
});

test("false is a category of its own, apart from what is not set", () => {
  expect(axisOf("nesterov", [false, true, null])).toMatchObject({ values: [null, true, false] });
});

test("a range keeps what stands in it, and becomes a clause", () => {
  const axis = axisOf("val/loss", [3.2, 3.4]);
  expect([3.2, 3.25, 3.3].map((value) => isKept(axis, value, [0, 0.3]))).toEqual([true, true, false]);
  expect(clauseOf(axis, [0, 0.25])).toBe("`val/loss` <= 3.25");
  expect(clauseOf(axis, [0.25, 0.75])).toBe("`val/loss` >= 3.25 and `val/loss` <= 3.35");
  expect(clauseOf(axis, [0, 1])).toBeNull();
  expect(spanInWords(axis, [0, 0.25])).toBe("≤ 3.250");
});

test("categories in a range become a list, and what is not set its own test", () => {
  const axis = axisOf("gpu", ["H100", null, "B200"]);
  expect(clauseOf(axis, [0.4, 1])).toBe('gpu in ["H100", "B200"]');
  expect(clauseOf(axis, [0, 0.6])).toBe('gpu = "H100" or gpu is null');
  expect(clauseOf(axis, [0, 1])).toBeNull();
  expect(spanInWords(axis, [0, 0.1])).toBe("not set");
});

test("a line goes through all its places", () => {
  expect(pathThrough([[0, 1]])).toBe("M0 1");
  expect(
    pathThrough([
      [0, 0],
      [100, 50],
    ]),
  ).toBe("M0 0C42 0 58 50 100 50");
});

test("an axis moves and the others close up", () => {
  expect(moved(["a", "b", "c"], 0, 2)).toEqual(["b", "c", "a"]);
  expect(moved(["a", "b", "c"], 2, -5)).toEqual(["c", "a", "b"]);
});
