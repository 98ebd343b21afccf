import { expect, test } from "vitest";
import { EMPTY_QUERY } from "../../src/query-edit";
import { moved, putKey } from "../../src/views/query-keys";
import { queryInWords, sentenceOf, workInWords } from "../../src/views/query-words";
import { fitClauses, rangeOf } from "../../src/views/sentence-parts";
import type { Query } from "../../src/wire";

const query = (parts: Partial<Query>): Query => ({ ...EMPTY_QUERY, ...parts });
const clause = (on: boolean) => ({ text: "a > 1", on, negated: false });

test.each([
  { widths: [100, 100, 100], rest: 60, room: 400, shown: 3 },
  { widths: [100, 100, 100], rest: 60, room: 360, shown: 3 },
  { widths: [100, 100, 100], rest: 60, room: 359, shown: 2 },
  { widths: [100, 100, 100], rest: 60, room: 339, shown: 1 },
  { widths: [300, 100], rest: 60, room: 200, shown: 0 },
  { widths: [300, 100], rest: 160, room: 200, shown: null },
  { widths: [], rest: 160, room: 200, shown: 0 },
  { widths: [], rest: 260, room: 200, shown: null },
])("of $widths beside $rest, $shown fit into $room", ({ widths, rest, room, shown }) => {
  expect(fitClauses(widths, rest, 80, room)).toBe(shown);
});

test.each([
  [query({ filters: [clause(true)] }), "1 clause on"],
  [query({ filters: [clause(true), clause(true), clause(false)] }), "2 clauses on, 1 off"],
  [query({ filters: [clause(false)] }), "1 clause off"],
  [query({ group_by: ["a"], sort: [{ by: "b", descending: true }] }), "Grouped, sorted"],
])("a query in words %#", (given, words) => {
  expect(queryInWords(given)).toBe(words);
});

test("a key is added, changed, and taken out when nothing is left of it", () => {
  const grouped = putKey(query({ group_by: ["a"] }), "group_by", null, " b > 1 ");
  expect(grouped.group_by).toEqual(["a", "b > 1"]);
  expect(putKey(grouped, "group_by", 0, "c").group_by).toEqual(["c", "b > 1"]);
  expect(putKey(grouped, "group_by", 1, "a").group_by).toEqual(["a", "b > 1"]);
  expect(putKey(grouped, "group_by", 0, " ").group_by).toEqual(["b > 1"]);
  expect(putKey(grouped, "group_by", null, "").group_by).toEqual(["a", "b > 1"]);
  const sorted = query({ sort: [{ by: "a", descending: true }] });
  expect(putKey(sorted, "sort", 0, "b").sort).toEqual([{ by: "b", descending: true }]);
  expect(putKey(sorted, "sort", null, "b").sort).toEqual([...sorted.sort, { by: "b", descending: false }]);
  expect(putKey(sorted, "sort", null, "a").sort).toEqual([{ by: "a", descending: false }]);
});

test("an item moves by one place and stays at the ends", () => {
  expect(moved(["a", "b", "c"], 2, -1)).toEqual(["a", "c", "b"]);
  expect(moved(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
  expect(moved(["a", "b", "c"], 0, -1)).toEqual(["a", "b", "c"]);
});

test.each([
  ["accuracy >= 0.66 and accuracy <= 0.84", { name: "accuracy", range: "0.66–0.84" }],
  ["`a b` >= -2 and `a b` < 1e5", { name: "`a b`", range: "−2–1e5" }],
  ["a >= 1 and b <= 2", null],
  ["a >= 1 and a <= 2 or a = 7", null],
  ["a > 1", null],
])("%s as a range", (text, range) => {
  expect(rangeOf(text)).toEqual(range);
});

test("what Python is at is said by what changed", () => {
  const sorted = query({ sort: [{ by: "a", descending: true }] });
  expect(workInWords(query({}), sorted)).toBe("Sorting");
  expect(workInWords(sorted, { ...sorted, group_by: ["a"] })).toBe("Grouping");
  expect(workInWords(sorted, query({ filters: [clause(true)] }))).toBe("Filtering");
});

test("the tooltip of a folded sentence has all of it", () => {
  const whole = query({
    filters: [clause(true), { text: "b > 1", on: false, negated: true }],
    group_by: ["c"],
    sort: [{ by: "d", descending: false }],
  });
  expect(sentenceOf(whole, 0)).toBe("a > 1\n(off) not b > 1\ngrouped by c\nsorted by d");
  expect(sentenceOf(whole, 1)).toBe("(off) not b > 1");
});
