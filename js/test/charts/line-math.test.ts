import { describe, expect, it } from "vitest";
import {
  axisRange,
  extentOfX,
  extentOfY,
  firstAtOrAbove,
  nearestIndex,
  scaleRange,
  snapX,
  stepX,
  valueAt,
} from "../../src/charts/line-math";

const line = (x: number[], y: number[]) => ({ x: Float64Array.from(x), y: Float64Array.from(y) });
const five = line([0, 10, 20, 30, 40], [5, 4, Number.NaN, -2, 1]);

describe("places on x", () => {
  it("finds the first at or above, and the nearest", () => {
    expect([-1, 0, 5, 40, 41].map((x) => firstAtOrAbove(five.x, x))).toEqual([0, 0, 1, 4, 5]);
    expect([-9, 4, 5, 6, 99].map((x) => nearestIndex(five.x, x))).toEqual([0, 0, 0, 1, 4]);
    expect(nearestIndex(new Float64Array(0), 3)).toBe(-1);
  });

  it("has no value beyond the ends of a line", () => {
    expect(valueAt(five, 12)).toBe(4);
    expect(valueAt(five, 44)).toBe(1);
    expect(valueAt(five, 46)).toBeNull();
    expect(valueAt(five, 12, "raw")).toBeNull();
  });

  it("steps by one logged point of any line", () => {
    const other = line([12, 38], [0, 0]);
    expect(stepX([five, other], 10, 1)).toBe(12);
    expect(stepX([five, other], 40, -1)).toBe(38);
    expect(stepX([five, other], 40, 1)).toBe(40);
    expect(stepX([five], 0, -1)).toBe(0);
    expect(snapX([five, other], 13)).toBe(12);
    expect(snapX([], 13)).toBeNull();
  });
});

describe("ranges", () => {
  it("cover what is finite and in sight", () => {
    expect(extentOfX([five, line([-3], [0])])).toEqual([-3, 40]);
    expect(extentOfX([line([], [])])).toBeNull();
    expect(extentOfY([five], [0, 40], false)).toEqual([-2, 5]);
    expect(extentOfY([five], [0, 40], true)).toEqual([1, 5]);
    expect(extentOfY([line([1], [Number.NaN])], [0, 2], false)).toBeNull();
  });

  it("begin at 0 where the values come near it", () => {
    expect(axisRange([1, 10], false)[0]).toBe(0);
    expect(axisRange([8, 10], false)[0]).toBeCloseTo(7.92);
    expect(axisRange([-10, -1], false)[1]).toBe(0);
    expect(axisRange([3, 3], false)).toEqual([2.7, 3.3]);
    expect(axisRange([0, 0], false)).toEqual([-1, 1]);
    expect(axisRange([1e-3, 1e3], true)[0]).toBeGreaterThan(0);
    expect(axisRange([4, 4], true)).toEqual([2, 8]);
  });

  it("zoom around a place and never leave the whole", () => {
    expect(scaleRange([0, 100], 50, 0.5, [0, 100])).toEqual([25, 75]);
    expect(scaleRange([0, 50], 10, 0.5, [0, 100])).toEqual([5, 30]);
    expect(scaleRange([25, 75], 50, 2, [0, 100])).toBeNull();
  });
});
