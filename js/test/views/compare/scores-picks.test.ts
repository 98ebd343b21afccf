import { describe, expect, test } from "vitest";
import { EMPTY_QUERY } from "../../../src/query-edit";
import type { ClauseWords, Limits } from "../../../src/views/compare/scores/clauses";
import { Latest } from "../../../src/views/compare/scores/latest";
import {
  livePicks,
  movedPicks,
  placePicks,
  placesOf,
  scoredQuery,
  soleCell,
  withPicks,
} from "../../../src/views/compare/scores/picks";

const side = (k: number): ClauseWords => ({
  expressions: {
    where: null,
    truth_values: null,
    prediction_values: null,
    truth: "$0.label",
    prediction: `$${k}.pred`,
    predicted: null,
    score: `$${k}.score`,
    of_class: null,
  },
  values: ['"cat"', '"dog"'],
});
const sides = [side(0), side(1)];
const at = (threshold: number, byClass: [number, number][] = []): Limits => ({
  threshold,
  byClass: new Map(byClass),
});
const cell = { row: 0, column: 1 };
const CELL = '$0.label = "cat" and $1.pred = "dog"';

describe("the clauses of a picked row or column", () => {
  const row = { row: 0, column: null };
  const column = { row: null, column: 1 };
  test("are its one class, and for a prediction its score", () => {
    const truth = placePicks(side(1), [row], at(0.6));
    expect(truth).toEqual([{ text: '$0.label = "cat"', negated: false }]);
    // Tables with one truth have the row in common.
    for (const k of [0, 1])
      expect(placesOf(truth, side(k), at(0.6))).toEqual({ places: [row], negated: false });
    const said = placePicks(side(1), [column], at(0.6));
    expect(said.map(({ text }) => text)).toEqual(["$1.score >= 0.60", '$1.pred = "dog"']);
    expect(placesOf(said, side(0), at(0.6))).toBeNull();
    expect(movedPicks(said, sides, at(0.6), at(0.7))[0]?.text).toBe("$1.score >= 0.70");
    const below = placePicks(side(1), [{ row: null, column: 2 }], at(0.6));
    expect(below.map(({ text }) => text)).toEqual(["$1.score < 0.60"]);
  });
  test("in brackets, and beside a cell, are found again", () => {
    const { expressions, ...words } = side(1);
    const scored = {
      ...words,
      expressions: { ...expressions, prediction: null, predicted: ["a < {t}", "a >= {t}"] },
    };
    const said = placePicks(scored, [column], at(0.6));
    expect(said.map(({ text }) => text)).toEqual(["(a >= 0.60)"]);
    expect(placesOf(said, scored, at(0.6))?.places).toEqual([column]);
    const both = placePicks(side(1), [row, { row: 1, column: 1 }], at(0));
    expect(placesOf(both, side(1), at(0))?.places).toEqual([row, { row: 1, column: 1 }]);
  });
  test("show no rows as a cell does", () => {
    expect(soleCell(placePicks(side(1), [row], at(0.6)), sides, at(0.6))).toBeNull();
    expect(soleCell(placePicks(side(1), [cell], at(0.6)), sides, at(0.6))).toEqual({ side: 1, place: cell });
    expect(soleCell(placePicks(side(1), [cell], at(0.6), true), sides, at(0.6))).toBeNull();
  });
});

describe("the clauses of a picked cell", () => {
  test("are its score and its classes, and are found again", () => {
    const picks = placePicks(side(1), [cell], at(0.6));
    expect(picks.map(({ text }) => text)).toEqual(["$1.score >= 0.60", CELL]);
    expect(placesOf(picks, side(1), at(0.6))).toEqual({ places: [cell], negated: false });
  });
  test("go without a score where all rows count", () => {
    expect(placePicks(side(1), [cell], at(0)).map(({ text }) => text)).toEqual([CELL]);
  });
  test("below the threshold the score is part of the cell", () => {
    const below = { row: 1, column: 2 };
    const picks = placePicks(side(0), [below], at(0.5));
    expect(picks.map(({ text }) => text)).toEqual(['$0.label = "dog" and $0.score < 0.50']);
    expect(placesOf(picks, side(0), at(0.5))?.places).toEqual([below]);
  });
  test("of several cells are joined, and those of a not carry their score", () => {
    const both = [cell, { row: 1, column: 0 }];
    const picks = placePicks(side(1), both, at(0.6));
    expect(picks.map(({ text }) => text)).toEqual([
      `(${CELL} and $1.score >= 0.60) or ($0.label = "dog" and $1.pred = "cat" and $1.score >= 0.60)`,
    ]);
    expect(placesOf(picks, side(1), at(0.6))?.places).toEqual(both);
    const not = placePicks(side(1), [cell], at(0.6), true);
    expect(not).toEqual([{ text: `${CELL} and $1.score >= 0.60`, negated: true }]);
    expect(placesOf(not, side(1), at(0.6))).toEqual({ places: [cell], negated: true });
  });
  test("follow a threshold, and limits of classes", () => {
    const picks = placePicks(side(1), [cell], at(0.6));
    const moved = movedPicks(picks, sides, at(0.6), at(0.7));
    expect(moved.map(({ text }) => text)).toEqual(["$1.score >= 0.70", CELL]);
    const limited = movedPicks(moved, sides, at(0.7), at(0.7, [[1, 0.9]]));
    expect(limited.map(({ text }) => text)).toEqual(["$1.score >= 0.90", CELL]);
    const back = movedPicks(limited, sides, at(0.7, [[1, 0.9]]), at(0));
    expect(back.map(({ text }) => text)).toEqual([CELL]);
  });
  test("of something else stay as they are", () => {
    const picks = [{ text: "$0.p_cat >= 0.43", negated: false }];
    expect(placesOf(picks, side(0), at(0.6))).toBeNull();
    expect(movedPicks(picks, sides, at(0.6), at(0.7))).toEqual(picks);
  });
});

describe("the query that is scored", () => {
  const clause = (text: string, on = true) => ({ text, on, negated: false });
  const query = {
    ...EMPTY_QUERY,
    filters: [clause("a > 1"), clause(CELL), clause("b < 2", false)],
    sort: [{ by: "a", descending: true }],
    columns: ["a"],
  };
  test("leaves out what was picked, unless that alone is scored", () => {
    expect(scoredQuery(query, [CELL], false)).toEqual({ ...EMPTY_QUERY, filters: [clause("a > 1")] });
    expect(scoredQuery(query, [CELL], true).filters).toEqual([clause("a > 1"), clause(CELL)]);
  });
  test("keeps the order where a limit asks for it", () => {
    expect(scoredQuery({ ...query, limit: 5 }, [], false).sort).toEqual(query.sort);
  });
  test("has the new picks in the place of the old", () => {
    const next = withPicks(query, [CELL], [{ text: "c = 3", negated: true }]);
    expect(next.filters.map(({ text, negated }) => [text, negated])).toEqual([
      ["a > 1", false],
      ["b < 2", false],
      ["c = 3", true],
    ]);
    expect(livePicks(next, ["c = 3", CELL])).toEqual([{ text: "c = 3", negated: true }]);
  });
});

test("of what is wanted while one is asked only the last is asked", async () => {
  const asked: number[] = [];
  const heard: number[] = [];
  const answers: ((value: number) => void)[] = [];
  const latest = new Latest<number, number>(
    (value) => {
      asked.push(value);
      return new Promise((resolve) => answers.push(resolve));
    },
    (result) => heard.push(result),
    () => {},
  );
  const settle = async () => {
    for (let k = 0; k < 5; k++) await Promise.resolve();
  };
  for (const value of [1, 2, 3]) latest.want(value);
  answers[0]?.(10);
  await settle();
  expect([asked, heard]).toEqual([[1, 3], [10]]);
  latest.stop();
  answers[1]?.(30);
  await settle();
  latest.want(4);
  await settle();
  expect([asked, heard]).toEqual([[1, 3, 4], [10]]);
});
