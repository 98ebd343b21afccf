import { expect, test } from "vitest";
import {
  clauseOfKeys,
  hasNoMatch,
  repeatedSentence,
  rowNumbers,
  sideRemarks,
  wayWords,
} from "../../../src/views/compare/states/words";
import type { ComparisonInfo, MatchingCounts } from "../../../src/views/compare/wire";

const matching = (more: Partial<MatchingCounts>): MatchingCounts => ({
  in_all: 0,
  in_some: 0,
  total: 5,
  only_in: [3, 2],
  repeated_keys: [0, 0],
  repeated_rows: [0, 0],
  empty_keys: [0, 0],
  aside: [0, 0],
  ...more,
});
const about = (more: Partial<ComparisonInfo>): ComparisonInfo => ({
  sides: [3, 2].map((row_count, k) => ({
    label: `v${k}`,
    title: "t",
    version: `v${k}`,
    note: "",
    row_count,
  })),
  how: "compare",
  keys: [{ name: "id", columns: ["id", "id"] }],
  duplicates: "pair",
  matching: matching({}),
  columns: [],
  present: [],
  right: null,
  quick: [],
  ...more,
});

test.each<[Partial<MatchingCounts>, string]>([
  [
    { repeated_keys: [0, 2], repeated_rows: [0, 5] },
    "2 keys occur more than once in v1, so 3 of its rows have no clear partner.",
  ],
  [
    { repeated_keys: [1, 0], repeated_rows: [2, 0] },
    "1 key occurs more than once in v0, so 1 of its rows has no clear partner.",
  ],
  [
    { repeated_keys: [2, 1], repeated_rows: [4, 3] },
    "2 keys in v0 and 1 in v1 occur more than once, so 4 rows have no clear partner.",
  ],
])("keys that occur more than once, in words", (counts, words) => {
  expect(repeatedSentence(matching(counts), ["v0", "v1"])).toBe(words);
});

test("what a way of treating duplicates comes to", () => {
  const first = { duplicates: "first" as const, matched: 43, aside: 3, only: [3, 2] };
  const pair = { duplicates: "pair" as const, matched: 43, aside: 0, only: [3, 5] };
  const every = { duplicates: "every" as const, matched: 46, aside: 0, only: [3, 2] };
  const ways = [first, pair, every];
  expect(ways.map((way) => wayWords(way, ways, ["v0", "v1"]))).toEqual([
    "43 matched, 3 set aside",
    "43 matched, 3 more only in v1",
    "46 matched",
  ]);
});

test("rows are counted from one", () => {
  expect(rowNumbers([37, 45, 46])).toBe("row 38, 46 and 47");
});

test("a clause for the rows of some keys", () => {
  const key = (...values: (string | number | null)[]) => ({ key: values, rows: [], shown: [] });
  expect(clauseOfKeys(["id"], [key("a"), key("b c")])).toBe('id in ["a", "b c"]');
  expect(clauseOfKeys(["id"], [key("a")])).toBe('id = "a"');
  expect(clauseOfKeys(["id", "step"], [key("a", 1), key("b", null)])).toBe(
    '(id = "a" and step = 1) or (id = "b" and step is null)',
  );
  expect(clauseOfKeys(["id"], [])).toBeNull();
});

test("nothing in common is told of tables that have rows and a key", () => {
  expect(hasNoMatch(about({}))).toBe(true);
  expect(hasNoMatch(about({ matching: matching({ in_all: 1 }) }))).toBe(false);
  expect(hasNoMatch(about({ how: "concat" }))).toBe(false);
  const [first, second] = about({}).sides as [ComparisonInfo["sides"][0], ComparisonInfo["sides"][0]];
  expect(hasNoMatch(about({ sides: [first, { ...second, row_count: 0 }] }))).toBe(false);
});

test("an empty table and rows without a key are told", () => {
  const [first, second] = about({}).sides as [ComparisonInfo["sides"][0], ComparisonInfo["sides"][0]];
  const told = about({
    sides: [first, { ...second, row_count: 0 }],
    matching: matching({ empty_keys: [2, 0] }),
  });
  expect(sideRemarks(told, ["v0", "v1"])).toEqual([
    "v1 has no rows.",
    "2 rows of v0 have no id, and are matched with nothing.",
  ]);
});
