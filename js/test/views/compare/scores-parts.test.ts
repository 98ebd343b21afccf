import { describe, expect, test } from "vitest";
import { nextSort, orderClasses, sortInForce } from "../../../src/views/compare/scores/class-order";
import {
  anyOf,
  binClause,
  curveClause,
  partsOf,
  placeClause,
  thresholdClause,
  thresholdText,
} from "../../../src/views/compare/scores/clauses";
import {
  CHART,
  curvePath,
  nearestPoint,
  pointOfThreshold,
} from "../../../src/views/compare/scores/curve-math";
import { largestMistakes } from "../../../src/views/compare/scores/largest-mistakes";
import {
  type CellTone,
  differenceTone,
  MOST,
  strength,
} from "../../../src/views/compare/scores/matrix-colors";
import {
  cellText,
  countAt,
  shortCount,
  totalsOf,
  valueAt,
} from "../../../src/views/compare/scores/matrix-values";

const matrix = { size: 2, counts: [8, 1, 1, 0, 5, 5] };

describe("what a cell shows", () => {
  const totals = totalsOf(matrix);
  test("counts have the predicted class across and what is below last", () => {
    expect(countAt(matrix, 0, 2)).toBe(1);
    expect(totals).toEqual({ rows: [10, 10], columns: [8, 6, 6] });
  });
  test("a share is of the true or of the predicted class", () => {
    expect(valueAt(matrix, totals, "truth", 0, 0)).toBe(0.8);
    expect(valueAt(matrix, totals, "prediction", 1, 1)).toBeCloseTo(5 / 6);
    const none = { size: 1, counts: [0, 0] };
    expect(valueAt(none, totalsOf(none), "truth", 0, 0)).toBeNull();
  });
  test("nothing is written for none, and a difference has its sign", () => {
    expect(cellText(0, "count")).toBe("");
    expect(cellText(-3, "count", true)).toBe("−3");
    expect(cellText(2, "count", true)).toBe("+2");
    expect(cellText(0.666, "truth")).toBe("67%");
    expect(cellText(0.001, "truth")).toBe("<1%");
    expect(cellText(-0.1, "truth", true)).toBe("−10%");
  });
  test("large counts fit into a cell", () => {
    expect(shortCount(9999)).toBe("9999");
    expect(shortCount(12_345)).toBe("12k");
    expect(shortCount(999_999)).toBe("1.0M");
    expect(shortCount(3_400_000)).toBe("3.4M");
  });
});

type Rgb = [number, number, number];
const hex = (text: string): Rgb => [1, 3, 5].map((at) => Number.parseInt(text.slice(at, at + 2), 16)) as Rgb;
const luminance = (color: Rgb) => {
  const [r, g, b] = color.map((c) =>
    c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * (r as number) + 0.7152 * (g as number) + 0.0722 * (b as number);
};
const contrast = (a: Rgb, b: Rgb) => {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
};

test.each([
  ["light", "#ffffff", "#16181d", "#c42b1c", "#15803d"],
  ["dark", "#111317", "#eceef2", "#ff7a6b", "#4ade80"],
])("ink can be read on every ground of a cell, %s", (_, ground, ink, error, ok) => {
  const color: Record<CellTone, string> = { right: ink, mistake: error, better: ok, worse: error };
  for (const tone of Object.keys(MOST) as CellTone[]) {
    const share = MOST[tone] / 100;
    const mixed = hex(color[tone]).map(
      (c, at) => c * share + (hex(ground)[at] as number) * (1 - share),
    ) as Rgb;
    expect(contrast(mixed, hex(ink)), tone).toBeGreaterThan(4.5);
  }
});

test("a cell is the stronger the more it has, and an empty one has no colour", () => {
  expect(strength("mistake", 0, 9)).toBe(0);
  expect(strength("mistake", 1, 9)).toBeGreaterThan(20);
  expect(strength("mistake", 9, 9)).toBe(MOST.mistake);
  expect(differenceTone(2, true)).toBe("better");
  expect(differenceTone(2, false)).toBe("worse");
  expect(differenceTone(-2, false)).toBe("better");
});

describe("the order of classes", () => {
  const figures = () => [0.5, null, 0.2, 0.5];
  test("goes from the worst up, those without a figure last", () => {
    expect(orderClasses("ap", 4, figures, [])).toEqual([2, 0, 3, 1]);
    expect(orderClasses("-ap", 4, figures, [])).toEqual([0, 3, 2, 1]);
    expect(orderClasses("class", 4, figures, [])).toEqual([0, 1, 2, 3]);
    expect(orderClasses("confused", 4, figures, [3, 1, 0, 2])).toEqual([3, 1, 0, 2]);
  });
  test("a head goes through worst, best and as they stand", () => {
    expect(nextSort("", "ap")).toBe("ap");
    expect(nextSort("ap", "ap")).toBe("-ap");
    expect(nextSort("-ap", "ap")).toBe("class");
    expect(nextSort("-ap", "recall")).toBe("recall");
  });
  test("many classes stand as they are confused", () => {
    expect(sortInForce("", 10, "ap")).toBe("ap");
    expect(sortInForce("", 100, "ap")).toBe("confused");
    expect(sortInForce("recall", 100, "ap")).toBe("recall");
  });
});

describe("curves", () => {
  const curve = { x: [0, 0.5, 1], y: [1, 0.8, 0.5], score: [null, 0.9, 0.2] };
  test("precision jumps between points, a rate goes straight", () => {
    expect(curvePath(CHART, curve, true)).toBe("M30 24V63.2H180V122H330");
    expect(curvePath(CHART, curve, false)).toBe("M30 24L180 63.2L330 122");
  });
  test("the nearest point is found, and that of a threshold", () => {
    expect(nearestPoint(CHART, curve, 178, 66)).toBe(1);
    expect(nearestPoint(CHART, { x: [], y: [], score: [] }, 0, 0)).toBe(-1);
    expect(pointOfThreshold(curve, 0.95)).toBe(0);
    expect(pointOfThreshold(curve, 0.5)).toBe(1);
    expect(pointOfThreshold(curve, 0.1)).toBe(2);
  });
});

describe("clauses of a click", () => {
  const expressions = {
    where: null,
    truth_values: null,
    prediction_values: null,
    truth: "$0.label",
    prediction: "$1.pred",
    predicted: null,
    score: "$1.score",
    of_class: ["$1.p_cat", "$1.p_dog"],
  };
  const words = { expressions, values: ['"cat"', '"dog"'] };
  const limits = { threshold: 0.6, byClass: new Map<number, number>() };
  test("a cell names the true and the predicted class", () => {
    expect(placeClause(words, { row: 0, column: 1 }, limits)).toBe('$0.label = "cat" and $1.pred = "dog"');
    expect(placeClause(words, { row: 1, column: 2 }, limits)).toBe('$0.label = "dog" and $1.score < 0.60');
  });
  test("without a column of predictions the condition stands in", () => {
    const without = { ...expressions, prediction: null, predicted: ["p_cat > p_dog", "p_dog >= p_cat"] };
    expect(placeClause({ ...words, expressions: without }, { row: 0, column: 1 }, limits)).toBe(
      '$0.label = "cat" and (p_dog >= p_cat)',
    );
  });
  test("a score that decides between two classes is written into the condition", () => {
    const predicted = ["$1.p < {t}", "$1.p >= {t}"];
    const two = { ...expressions, prediction: null, predicted, score: null, of_class: null };
    expect(placeClause({ ...words, expressions: two }, { row: 0, column: 1 }, limits)).toBe(
      '$0.label = "cat" and ($1.p >= 0.60)',
    );
    expect(thresholdClause({ ...words, expressions: { ...two, score: "$1.p" } }, 1, 0.6)).toBeNull();
  });
  test("tables that stand after each other are told apart, and their own literals are written", () => {
    const own = { ...expressions, where: "table = 1", truth: "label", truth_values: ["0", "1"] };
    const after = { ...words, expressions: { ...own, of_class: ["p_cat", "p_dog"], score: "score" } };
    expect(placeClause(after, { row: 1, column: 0 }, limits)).toBe(
      'table = 1 and label = 1 and $1.pred = "cat"',
    );
    expect(curveClause(after, 0, 0.5)).toBe("table = 1 and p_cat >= 0.50");
    expect(binClause(after, 0, 0.1, false)).toBe("table = 1 and score >= 0.00 and score < 0.10");
  });
  test("what no clause can say is none", () => {
    const mute = { ...words, expressions: { ...expressions, prediction: null, score: null } };
    expect(placeClause(mute, { row: 0, column: 1 }, limits)).toBeNull();
    expect(placeClause(mute, { row: 0, column: 2 }, limits)).toBeNull();
  });
  test("limits of single classes are told apart", () => {
    const own = { threshold: 0.6, byClass: new Map([[1, 0.8]]) };
    expect(placeClause(words, { row: 0, column: 2 }, own)).toBe(
      '$0.label = "cat" and (($1.score < 0.60 and not ($1.pred = "dog")) or ($1.pred = "dog" and $1.score < 0.80))',
    );
  });
  test("thresholds are written short where they are", () => {
    expect(thresholdText(0.6)).toBe("0.60");
    expect(thresholdText(0.4317)).toBe("0.4317");
    expect(thresholdClause(words, 0, 0.6)).toBe("$1.p_cat >= 0.60");
    const alone = { ...words, expressions: { ...expressions, of_class: null } };
    expect(thresholdClause(alone, 0, 0.6)).toBe("$1.score >= 0.60");
    expect(thresholdClause(alone, 0, 0)).toBeNull();
    expect(curveClause(words, 0, 0.43)).toBe("$1.p_cat >= 0.43");
    expect(binClause(words, 0.7, 0.8, false)).toBe("$1.score >= 0.70 and $1.score < 0.80");
    expect(binClause(words, 0.9, 1, true)).toBe("$1.score >= 0.90 and $1.score <= 1.00");
  });
  test("several picks are one clause, and come apart again", () => {
    const cells = ['a = 1 and b = "x"', "a = 2 and b = 3"];
    expect(anyOf(cells.slice(0, 1))).toBe('a = 1 and b = "x"');
    expect(partsOf(anyOf(cells))).toEqual(cells);
  });
});

test("the largest mistakes are those of one table, with what the others make of them", () => {
  const first = { size: 2, counts: [5, 3, 0, 1, 5, 0] };
  const second = { size: 2, counts: [5, 1, 0, 4, 5, 0] };
  expect(largestMistakes([first, second], 1, 5)).toEqual([
    { row: 1, column: 0, counts: [1, 4] },
    { row: 0, column: 1, counts: [3, 1] },
  ]);
  expect(largestMistakes([first, second], 1, 5, "fewer")).toEqual([{ row: 0, column: 1, counts: [3, 1] }]);
});
