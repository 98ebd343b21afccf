import { expect, test } from "vitest";
import { EMPTY_QUERY } from "../../../src/query-edit";
import { overlapBars } from "../../../src/views/compare/overlap";
import {
  outcomeOf,
  pickQuick,
  presenceWords,
  quickIn,
  quickName,
  withoutQuick,
} from "../../../src/views/compare/quick-filters";
import { limitOf } from "../../../src/views/compare/right-limit";
import type { QuickFilter } from "../../../src/views/compare/wire";

const filter = (id: string, clause: string | null): QuickFilter => ({ id, clause, sides: [null, null] });

const QUICK = [
  filter("all", null),
  filter("in_all", "$0.present and $1.present"),
  filter("only:0", "$0.present and not $1.present"),
  filter("broke", "$0.right and not $1.right"),
];

const texts = (query: typeof EMPTY_QUERY) => query.filters.map(({ text }) => text);
const other = { text: "acc > 0.5", on: true, negated: false };

test("a click adds the clause, another one takes its place, and the same one takes it away", () => {
  const one = pickQuick({ ...EMPTY_QUERY, filters: [other] }, QUICK, "broke", false);
  expect(texts(one)).toEqual(["acc > 0.5", "$0.right and not $1.right"]);
  const two = pickQuick(one, QUICK, "only:0", false);
  expect(texts(two)).toEqual(["acc > 0.5", "$0.present and not $1.present"]);
  expect(quickIn(two, QUICK).ids).toEqual(["only:0"]);
  expect(texts(pickQuick(two, QUICK, "only:0", false))).toEqual(["acc > 0.5"]);
});

test("with Shift, filters are joined by or, and told apart again", () => {
  const both = pickQuick(pickQuick(EMPTY_QUERY, QUICK, "broke", false), QUICK, "only:0", true);
  expect(texts(both)).toEqual(["($0.present and not $1.present) or ($0.right and not $1.right)"]);
  expect(quickIn(both, QUICK).ids).toEqual(["only:0", "broke"]);
  expect(texts(pickQuick(both, QUICK, "only:0", true))).toEqual(["$0.right and not $1.right"]);
  expect(texts(pickQuick(both, QUICK, "only:0", false))).toEqual(["$0.present and not $1.present"]);
  expect(withoutQuick(both, QUICK).filters).toEqual([]);
});

test("a clause that is off or turned round is no quick filter, and gives way to it", () => {
  const off = { ...EMPTY_QUERY, filters: [{ text: "$0.right and not $1.right", on: false, negated: false }] };
  expect(quickIn(off, QUICK)).toEqual({ index: -1, ids: [] });
  expect(pickQuick(off, QUICK, "broke", false).filters).toEqual([
    { text: "$0.right and not $1.right", on: true, negated: false },
  ]);
});

test("filters have the names of the tables", () => {
  expect(quickName(filter("only:1", ""), ["v0", "v1"])).toBe("Only v1");
  expect(quickName(filter("in_all", ""), ["v0", "v1"])).toBe("In both");
  expect(quickName(filter("in_all", ""), ["a", "b", "c"])).toBe("In all");
  expect(quickName({ ...filter("changed", ""), column: "mistake" }, ["v0", "v1"])).toBe("Changed in mistake");
});

test("a row is fixed, broke, still wrong or right, where all tables have it", () => {
  expect(outcomeOf([false, true])).toBe("fixed");
  expect(outcomeOf([true, false])).toBe("broke");
  expect(outcomeOf([false, false])).toBe("still_wrong");
  expect(outcomeOf([true, true, true])).toBe("all_right");
  expect(outcomeOf([true, null])).toBe(null);
  expect(outcomeOf([true, false, true])).toBe(null);
  expect(presenceWords([true, false], ["v0", "v1"])).toBe("Only v0");
  expect(presenceWords([true, false, true], ["a", "b", "c"])).toBe("Not in b");
  expect(presenceWords([true, false, true, false], ["a", "b", "c", "d"])).toBe("Only a and c");
  expect(presenceWords([true, true], ["v0", "v1"])).toBe("In both");
});

test("bars of two tables overlap where rows matched", () => {
  const matching = { in_all: 80, in_some: 0, total: 100, only_in: [10, 10] };
  const sides = [{ row_count: 90 }, { row_count: 90 }];
  expect(overlapBars({ sides, matching } as never, 200)).toEqual([
    { from: 0, to: 180 },
    { from: 20, to: 200 },
  ]);
  const few = { in_all: 999, in_some: 0, total: 1000, only_in: [1, 0] };
  expect(overlapBars({ sides, matching: few } as never, 200)[1]?.from).toBe(14);
  const none = overlapBars(
    { sides, matching: { in_all: 0, in_some: 0, total: 4, only_in: [3, 1] } } as never,
    200,
  );
  expect(none[0]?.to).toBe(none[1]?.from);
});

test("the limit of a plain comparison is found, and of nothing else", () => {
  expect(limitOf("pavement_iou >= 0.2", "pavement_iou")).toBe(0.2);
  expect(limitOf("0.2 <= `my iou`", "my iou")).toBe(0.2);
  expect(limitOf("pavement_iou >= 0.2", "iou")).toBe(null);
  expect(limitOf("iou > 0.2 and acc > 1", "iou")).toBe(null);
  expect(limitOf(null, "iou")).toBe(null);
});
