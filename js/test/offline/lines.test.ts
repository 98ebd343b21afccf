import { expect, test } from "vitest";
import { meanLine } from "../../src/offline/mean-line";
import { inside, sample } from "../../src/offline/sampling";
import { compared } from "../../src/offline/workspace-answers";

const numbers = (...values: number[]) => Float64Array.from(values);

test("a short line keeps all its points", () => {
  expect([...sample(numbers(0, 1, 2), numbers(5, 6, 7), 5)]).toEqual([0, 1, 2]);
});

test("of each column the first, the last, the lowest and the highest point stay, and a gap stays one", () => {
  const x = Float64Array.from({ length: 100 }, (_, k) => k);
  const y = x.map((k) => (k === 30 ? -9 : k === 40 ? 9 : k === 60 ? Number.NaN : 0));
  expect([...sample(x, y, 10)]).toEqual([0, 30, 40, 49, 50, 60, 99]);
});

test("a range has its ends", () => {
  const x = numbers(0, 1, 1, 2, 5);
  expect(inside(x, [1, 2])).toEqual([1, 4]);
  expect(inside(x, [3, 4])).toEqual([4, 4]);
  expect(inside(x, null)).toEqual([0, 5]);
});

test("a mean is drawn where half of the lines reach, each read between its own points", () => {
  const lines = [
    { x: numbers(0, 2), y: numbers(0, 2) },
    { x: numbers(0, 1, 2), y: numbers(4, Number.NaN, 6) },
    { x: numbers(0, 8), y: numbers(8, 8) },
  ];
  const { x, y, lo, hi } = meanLine(lines, "range", 100);
  expect([...x]).toEqual([0, 2]);
  expect([...y]).toEqual([4, 16 / 3]);
  expect([[...lo], [...hi]]).toEqual([
    [0, 2],
    [8, 8],
  ]);
  expect([...meanLine(lines.slice(0, 1), "error", 100).lo]).toEqual([0, 2]);
  expect(meanLine([], "spread", 100).x.length).toBe(0);
});

test("configs differ by what their values are, and a key that is not set is none", () => {
  const one: [string, string, string] = ["lr", '["number", "1"]', "1"];
  const same: [string, string, string] = ["lr", '["number", "1"]', "1.0"];
  const found = compared([[one, ["wd", "0", "0"]], [same]]);
  expect(found.equal).toEqual([{ key: "lr", cells: ["1", "1.0"], differs: [false, false] }]);
  expect(found.different).toEqual([{ key: "wd", cells: ["0", null], differs: [false, true] }]);
});
