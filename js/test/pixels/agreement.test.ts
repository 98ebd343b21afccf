import { describe, expect, it } from "vitest";
import { compareMasks, regionSize } from "../../src/pixels/agreement";
import { readColor } from "../../src/pixels/colors";
import { HIDDEN, paintDifference } from "../../src/pixels/difference";
import type { Mask } from "../../src/pixels/masks";

const mask = (width: number, ...ids: number[]): Mask => ({
  ids: Uint8Array.from(ids),
  width,
  height: ids.length / width,
});
const labels = new Map([
  [0, "road"],
  [1, "car"],
  [11, "Unlabelled"],
]);

describe("compareMasks", () => {
  it("counts what is right, and the mistakes with the largest first", () => {
    const found = compareMasks(mask(6, 0, 0, 0, 0, 1, 1), mask(6, 0, 1, 1, 0, 0, 1), labels, labels);
    expect(found).toMatchObject({ scored: 6, right: 3 });
    expect(found.mistakes).toEqual([
      { truth: "road", guess: "car", pixels: 2 },
      { truth: "car", guess: "road", pixels: 1 },
    ]);
    expect(found.meanIou).toBeCloseTo((2 / 5 + 1 / 4) / 2);
  });

  it("leaves out what truly is not labelled, and counts a guess that has no name", () => {
    const found = compareMasks(mask(4, 11, 7, 0, 0), mask(4, 0, 0, 0, 9), labels, labels);
    expect(found).toMatchObject({ scored: 2, right: 1 });
    expect(found.mistakes).toEqual([{ truth: "road", guess: "class 9", pixels: 1 }]);
  });

  it("goes by labels, whatever the ids", () => {
    const others = new Map([[5, "car"]]);
    expect(compareMasks(mask(2, 1, 1), mask(2, 5, 5), labels, others)).toMatchObject({
      right: 2,
      meanIou: 1,
    });
  });

  it("has no score where nothing counts", () => {
    expect(compareMasks(mask(1, 11), mask(1, 0), labels, labels)).toMatchObject({ scored: 0, meanIou: null });
  });
});

it("measures the region that a pointer is on", () => {
  const drawn = mask(4, 1, 1, 0, 1, 0, 1, 0, 1);
  expect(regionSize(drawn, 0, 0)).toBe(3);
  expect(regionSize(drawn, 3, 1)).toBe(2);
  expect(regionSize(drawn, 2, 0)).toBe(2);
});

describe("paintDifference", () => {
  const colors = ["#ff0000", "#0000ff"].map(readColor);
  const paint = (
    truth: number[],
    guess: number[],
    classOf: number[],
    pair: [number, number] | null = null,
  ) => {
    const out = new Uint8ClampedArray(truth.length * 4);
    const side = (ids: number[]) => ({ ids: Int32Array.from(ids), classOf: Int32Array.from(classOf) });
    paintDifference(out, side(truth), side(guess), truth.length, colors, 1, pair);
    return (i: number) => [...out.subarray(i * 4, i * 4 + 4)];
  };

  it("stripes what is wrong in both colours, within a white rim", () => {
    const pixel = paint([0, 0, 0, 0, 0, 0], [0, 1, 1, 1, 1, 1], [0, 1]);
    expect(pixel(0)[3]).toBe(0);
    expect(pixel(1)).toEqual([255, 255, 255, 255]);
    expect(pixel(3).slice(0, 3)).not.toEqual(pixel(4).slice(0, 3));
  });

  it("leaves alone what is switched off, and sets one kind of mistake before the others", () => {
    expect(paint([0, 0, 0], [1, 1, 1], [0, HIDDEN])(1)[3]).toBe(0);
    expect(paint([0, 0, 0], [1, 1, 1], [0, 1], [1, 0])(1)[3]).toBeLessThan(50);
  });
});
