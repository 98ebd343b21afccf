import { describe, expect, it } from "vitest";
import { colorTable, readColor } from "../../src/pixels/colors";
import {
  distanceToBorder,
  type Mask,
  OUTSIDE,
  paintFill,
  paintOutline,
  SampledMask,
  sampleIds,
  samplingOfWhole,
} from "../../src/pixels/masks";
import { countPixels, SampledMasks } from "../../src/pixels/sampled-masks";

const RED = readColor("#ff0000");
const BLUE = readColor("#0000ff");

const mask = (width: number, ...ids: number[]): Mask => ({
  ids: Uint8Array.from(ids),
  width,
  height: ids.length / width,
});
const pixel = (out: Uint8ClampedArray, i: number) => [...out.subarray(i * 4, i * 4 + 4)];

describe("sampleIds", () => {
  it("keeps hard edges when it enlarges", () => {
    const small = mask(2, 0, 1);
    expect([...sampleIds(small, samplingOfWhole(small, 6, 1), 6, 1)]).toEqual([0, 0, 0, 1, 1, 1]);
  });

  it("takes the nearest id when it shrinks", () => {
    const large = mask(4, 0, 1, 2, 3);
    expect([...sampleIds(large, samplingOfWhole(large, 2, 1), 2, 1)]).toEqual([1, 3]);
  });

  it("marks what lies beyond the picture", () => {
    const ids = sampleIds(mask(1, 7), { left: -1, top: 0, stepX: 1, stepY: 1 }, 3, 2);
    expect([...ids]).toEqual([OUTSIDE, 7, OUTSIDE, OUTSIDE, OUTSIDE, OUTSIDE]);
  });

  it("reads ids of two bytes", () => {
    const wide: Mask = { ids: Uint16Array.of(300, 65535), width: 2, height: 1 };
    expect([...sampleIds(wide, samplingOfWhole(wide, 2, 1), 2, 1)]).toEqual([300, 65535]);
  });
});

describe("paintFill", () => {
  const table = colorTable([
    [0, RED, 1],
    [1, BLUE, 0],
    [2, BLUE, 0.5],
  ]);

  it("paints each class in its colour, and leaves hidden ones and ids without a class transparent", () => {
    const out = new Uint8ClampedArray(5 * 4);
    paintFill(out, Int32Array.of(0, 1, 2, 9, OUTSIDE), table, 0.6);
    expect(pixel(out, 0)).toEqual([255, 0, 0, 153]);
    expect(pixel(out, 1)).toEqual([0, 0, 0, 0]);
    expect(pixel(out, 2)).toEqual([0, 0, 255, 77]);
    expect(pixel(out, 3)).toEqual([0, 0, 0, 0]);
    expect(pixel(out, 4)).toEqual([0, 0, 0, 0]);
  });

  it("lays a second group over the first", () => {
    const out = new Uint8ClampedArray(4);
    paintFill(out, Int32Array.of(0), table, 1);
    paintFill(out, Int32Array.of(2), colorTable([[2, BLUE, 1]]), 0.5);
    expect(pixel(out, 0)).toEqual([127, 0, 128, 255]);
  });

  it("paints nothing at no opacity", () => {
    const out = new Uint8ClampedArray(4);
    paintFill(out, Int32Array.of(0), table, 0);
    expect(pixel(out, 0)).toEqual([0, 0, 0, 0]);
  });
});

describe("outlines", () => {
  const ids = Int32Array.of(0, 0, 0, 1, 1, 1);
  const line = { width: 1, halo: 0, dash: 0, drawn: 0.6, opacity: 1 };

  it("measure from the border inwards on both sides", () => {
    expect([...distanceToBorder(ids, 6, 1)]).toEqual([255, 2, 1, 1, 2, 255]);
  });

  it("take no border from the picture's rim", () => {
    expect(
      [...distanceToBorder(Int32Array.of(OUTSIDE, 0, 0, OUTSIDE), 4, 1)].every((far) => far === 255),
    ).toBe(true);
  });

  it("show the colours of both neighbours", () => {
    const out = new Uint8ClampedArray(6 * 4);
    const table = colorTable([
      [0, RED, 1],
      [1, BLUE, 1],
    ]);
    paintOutline(out, ids, 6, table, line);
    expect(pixel(out, 2)).toEqual([255, 0, 0, 255]);
    expect(pixel(out, 3)).toEqual([0, 0, 255, 255]);
    expect(pixel(out, 0)).toEqual([0, 0, 0, 0]);
  });

  it("leave out a hidden class", () => {
    const out = new Uint8ClampedArray(6 * 4);
    paintOutline(out, ids, 6, colorTable([[1, BLUE, 1]]), line);
    expect(pixel(out, 2)).toEqual([0, 0, 0, 0]);
    expect(pixel(out, 3)).toEqual([0, 0, 255, 255]);
  });
});

it("knows whether a sampled mask is still what the camera sees", () => {
  const whole = mask(2, 0, 1);
  const at = samplingOfWhole(whole, 4, 1);
  const sampled = new SampledMask(whole, at, 4, 1);
  expect(sampled.isFrom({ ...at }, 4, 1)).toBe(true);
  expect(sampled.isFrom({ ...at, left: 0.1 }, 4, 1)).toBe(false);
  expect(sampled.isFrom(at, 5, 1)).toBe(false);
  expect(sampled.distanceToBorder(1)).toEqual(distanceToBorder(sampled.ids, 4, 1));
});

it("keeps what cameras see of the masks that were painted last", () => {
  const [first, second, third] = [mask(1, 0), mask(1, 1), mask(1, 2)];
  const seen = new SampledMasks(8);
  const see = (one: Mask, width = 4) => seen.see(one, samplingOfWhole(one, width, 1), width, 1);
  const [a, b] = [see(first), see(second)];
  expect(see(first)).toBe(a);
  see(third);
  expect(see(first)).toBe(a);
  expect(see(second)).not.toBe(b);
  // Another camera makes room for itself; one that needs more than there is has it all the same.
  const wide = see(second, 20);
  expect(wide.ids.length).toBe(20);
  expect(see(second, 20)).toBe(wide);
  expect(see(first)).not.toBe(a);
  seen.clear();
  expect(see(second, 20)).not.toBe(wide);
});

it("counts the pixels of each class", () => {
  expect([...countPixels(mask(3, 5, 0, 5))]).toEqual([
    [0, 1],
    [5, 2],
  ]);
});
