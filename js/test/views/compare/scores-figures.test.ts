import { describe, expect, test } from "vitest";
import { cardColumns, nameOf } from "../../../src/views/compare/scores/card-columns";
import { percent, skippedPictures, skippedWords } from "../../../src/views/compare/scores/counted";
import { cellUnder, drawnCells, lensAround } from "../../../src/views/compare/scores/dense-drawing";
import { likelyPairs } from "../../../src/views/compare/scores/nothing-yet";
import { pixelClause } from "../../../src/views/compare/scores/pixel-clauses";
import { barTops } from "../../../src/views/compare/scores/score-histogram";
import { endsOf, snapped, stepOf } from "../../../src/views/compare/scores/threshold-line";

describe("the threshold", () => {
  const shares = { low: 0.02, high: 0.98, is_probability: true };
  const logits = { low: -8, high: 12, is_probability: false };
  test("of probabilities goes from 0 to 1 in hundredths", () => {
    expect(stepOf(shares)).toBe(0.01);
    expect(endsOf(shares)).toMatchObject({ low: 0, high: 1 });
    expect(snapped(0.5999999, 0.01, endsOf(shares))).toBe(0.6);
    expect(snapped(1.2, 0.01, endsOf(shares))).toBe(1);
  });
  test("of other scores goes from the lowest to the highest", () => {
    expect(stepOf(logits)).toBe(1);
    expect(endsOf(logits)).toBe(logits);
    expect(snapped(-9, 1, logits)).toBe(-8);
    expect(stepOf({ low: 3, high: 3, is_probability: false })).toBe(0.01);
  });
});

test("a share is never rounded to all or none", () => {
  expect(percent(0.8556)).toBe("85.6 %");
  expect(percent(0.99999)).toBe("99.9 %");
  expect(percent(0.00001)).toBe("0.1 %");
  expect([percent(1), percent(0)]).toEqual(["100.0 %", "0.0 %"]);
});

test("what is left out says why", () => {
  expect(skippedWords({ skipped: { truth: 2, prediction: 0, score: 1 } })).toBe(
    "Left out: 2 without a truth, 1 without a score.",
  );
  expect(skippedPictures({ skipped: { truth: 0, prediction: 0, size: 0 } })).toBeUndefined();
  expect(skippedPictures({ skipped: { truth: 0, prediction: 0, size: 3 } })).toContain("differ in size");
});

test("bars grow by the square root, and one row shows beside thousands", () => {
  expect(barTops([0, 1, 10_000], 10_000)).toEqual([36, 35, 2]);
});

describe("the picture of many classes", () => {
  test("has a path per colour, in the order of the classes", () => {
    const look = (row: number, column: number) => ({ ground: row === column ? "grey" : undefined });
    expect(drawnCells([1, 0], look)).toEqual([{ ground: "grey", path: "M0 0h.9v.9h-.9zM1 1h.9v.9h-.9z" }]);
  });
  test("knows the cell under the pointer", () => {
    const box = { left: 10, top: 20, width: 100, height: 100 };
    expect(cellUnder(50, box, 15, 119)).toEqual({ x: 2, y: 49 });
    expect(cellUnder(50, box, 5, 50)).toBeNull();
  });
  test("has a lens that stays inside", () => {
    expect(lensAround(10, 50, 5)).toEqual([8, 9, 10, 11, 12]);
    expect(lensAround(0, 50, 5)).toEqual([0, 1, 2, 3, 4]);
    expect(lensAround(49, 50, 5)).toEqual([45, 46, 47, 48, 49]);
    expect(lensAround(1, 3, 5)).toEqual([0, 1, 2]);
  });
});

describe("what to score", () => {
  const offers = {
    truth: [
      { name: "label", kind: "class" as const },
      { name: "scene.truth", kind: "mask" as const },
    ],
    prediction: [
      { name: "label", kind: "class" as const },
      { name: "pred", kind: "class" as const },
      { name: "scene.pred", kind: "mask" as const },
    ],
    score: [{ name: "p_*", of: "10 columns", for: "class" as const }],
  };
  test("is offered in pairs of one kind", () => {
    expect(likelyPairs(offers, null)).toEqual([
      { truth: "label", prediction: "pred", score: "p_*" },
      { truth: "scene.truth", prediction: "scene.pred", score: null },
    ]);
  });
  test("scores alone are enough, a truth alone is not", () => {
    const alone = { ...offers, prediction: [] };
    expect(likelyPairs(alone, null)).toEqual([{ truth: "label", prediction: null, score: "p_*" }]);
    expect(likelyPairs({ ...alone, score: [] }, null)).toEqual([]);
  });
});

test("a pair of classes of masks is a clause on what both masks have", () => {
  const expressions = { truth: "$0.scene.masks.truth", prediction: "$1.scene.masks.pred" };
  const result = {
    ids: { truth: [[7, 5]], prediction: [[7, null]] },
    sides: [{ expressions }],
  } as unknown as Parameters<typeof pixelClause>[0];
  expect(pixelClause(result, 0, 1, null)).toBe(
    "any($0.scene.masks.truth.classes, class_id == 5 and fraction > 0)",
  );
  expect(pixelClause(result, 0, 1, 0)).toBe(
    "any($0.scene.masks.truth.classes, class_id == 5 and fraction > 0) and " +
      "any($1.scene.masks.pred.classes, class_id == 7 and fraction > 0)",
  );
  expect(pixelClause(result, 0, 0, 1)).toBeNull();
});

test("a card has the first picture, and the column that names its row", () => {
  const column = (name: string, kind: string) => ({ name, kind }) as never;
  const info = {
    columns: [column("text", "text"), column("0.id", "text"), column("0.photo", "image")],
  } as never;
  expect(cardColumns(info)).toMatchObject({ name: "0.id", names: ["0.id"], picture: { name: "0.photo" } });
  expect(cardColumns(null)).toMatchObject({ picture: undefined, names: [] });
  expect([nameOf("a"), nameOf(7n), nameOf(null)]).toEqual(["a", "7", ""]);
});
