import { describe, expect, it } from "vitest";
import { readColor } from "../../src/pixels/colors";
import type { Mask } from "../../src/pixels/masks";
import {
  ALIKE,
  APART,
  compareSides,
  ONLY,
  paintOutcomes,
  SOME,
  UNSCORED,
} from "../../src/pixels/side-outcomes";

const LABELS = new Map([
  [0, "road"],
  [1, "car"],
  [2, "void"],
]);
const of = (...ids: number[]) => ({
  mask: { ids: Uint8Array.from(ids), width: ids.length, height: 1 } satisfies Mask,
  labels: LABELS,
});
const idsOf = (outcomes: ReturnType<typeof compareSides>) => [...(outcomes?.mask.ids ?? [])];

describe("compareSides", () => {
  it("tells who is right, pixel by pixel", () => {
    const outcomes = compareSides(of(0, 0, 0, 0, 2), [of(0, 0, 1, 1, 0), of(0, 1, 0, 1, 0)]);
    expect(idsOf(outcomes)).toEqual([ALIKE, ONLY, ONLY + 1, APART, UNSCORED]);
    expect(outcomes).toMatchObject({ scored: 4, only: [1, 1], some: 0, apart: 1 });
  });

  it("has a kind for several of many tables", () => {
    const outcomes = compareSides(of(0, 0), [of(0, 0), of(0, 1), of(1, 1)]);
    expect(idsOf(outcomes)).toEqual([SOME, ONLY]);
    expect(outcomes).toMatchObject({ only: [1, 0, 0], some: 1 });
  });

  it("goes by labels, as ids may differ between tables", () => {
    const other = { mask: { ids: Uint8Array.of(7), width: 1, height: 1 }, labels: new Map([[7, "road"]]) };
    expect(idsOf(compareSides(of(0), [of(1), other]))).toEqual([ONLY + 1]);
  });

  it("counts the table by its place when one before it has no mask", () => {
    const outcomes = compareSides(of(0), [null, of(1), of(0)]);
    expect(idsOf(outcomes)).toEqual([ONLY + 2]);
    expect(outcomes?.only).toEqual([0, 0, 1]);
  });

  it("holds masks against each other where nobody says what is true", () => {
    const outcomes = compareSides(null, [of(0, 1), of(0, 0)]);
    expect(idsOf(outcomes)).toEqual([ALIKE, APART]);
    expect(outcomes).toMatchObject({ scored: 2, apart: 1, only: [0, 0] });
  });

  it("leaves out classes that are switched off", () => {
    const outcomes = compareSides(of(0, 1), [of(1, 0), of(1, 0)], ["car"]);
    expect(idsOf(outcomes)).toEqual([APART, UNSCORED]);
    expect(outcomes?.scored).toBe(1);
  });

  it("stretches masks of another size over the true one", () => {
    const large = { mask: { ids: Uint8Array.of(0, 0, 1, 1), width: 4, height: 1 }, labels: LABELS };
    expect(idsOf(compareSides(of(0, 1), [large, of(0, 0)]))).toEqual([ALIKE, ONLY]);
  });

  it("has nothing to say of one table", () => {
    expect(compareSides(of(0), [of(0), null])).toBeNull();
  });
});

describe("paintOutcomes", () => {
  const colors = [readColor("#2f6fdb"), readColor("#e0a100")];
  const paint = (...ids: number[]) => {
    const out = new Uint8ClampedArray(ids.length * 4);
    paintOutcomes(out, Int32Array.from(ids), ids.length, colors, 8);
    return ids.map((_, i) => [...out.slice(i * 4, i * 4 + 4)]);
  };

  it("gives a table's colour to what it alone got right", () => {
    expect(paint(ONLY, ONLY + 1)).toEqual([
      [47, 111, 219, 224],
      [224, 161, 0, 224],
    ]);
  });

  it("stripes what nobody got right, and leaves the rest as it is", () => {
    const row = paint(...Array.from({ length: 8 }, () => APART));
    expect(row.map(([, , , alpha]) => alpha)).toEqual([214, 214, 214, 89, 89, 89, 89, 89]);
    expect(paint(ALIKE, UNSCORED, -1).flat()).toEqual(Array(12).fill(0));
  });
});
