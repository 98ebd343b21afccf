import { expect, test } from "vitest";
import * as edit from "../src/query-edit";

const QUERY = edit.EMPTY_QUERY;

test.each([
  ["accuracy", "accuracy"],
  ["%_Road", "%_Road"],
  ["iou.mean", "iou.mean"],
  ["größe", "größe"],
  ["two words", "`two words`"],
  ["a-b", "`a-b`"],
  ["2nd", "`2nd`"],
  ["not", "`not`"],
  ["odd`name", "`odd``name`"],
])("column %s is written %s", (name, written) => {
  expect(edit.quoteName(name)).toBe(written);
});

test.each([
  ["light", "dusk", 'light = "dusk"'],
  ["say", 'a "b" \\ c', 'say = "a \\"b\\" \\\\ c"'],
  ["hard", true, "hard = true"],
  ["n", 3, "n = 3"],
  ["note", "", 'note = ""'],
  ["note", null, "note is null"],
])("a picked value of %s (%s) becomes %s", (column, value, clause) => {
  expect(edit.clauseFor(column, value)).toBe(clause);
});

test.each([
  ["n", null, "n is null"],
  ["n + 1", 2, "(n + 1) = 2"],
  ["`a b`", "x", '`a b` = "x"'],
  ["c", { $date: "2021-02-22T18:04:03.250000Z" }, 'c = date("2021-02-22T18:04:03.250000Z")'],
  ["c", { $numberDouble: "NaN" }, "c = nan"],
  ["c", { $numberDouble: "Infinity" }, null],
  ["c", { $numberLong: "1152921504606846977" }, "c = 1152921504606846977"],
  ["`a b`", [1, "b"], '{$eq: ["$a b", {$literal: [1,"b"]}]}'],
  ["m", { a: null }, '{$eq: ["$m", {$literal: {"a":null}}]}'],
  ["m", [{ $date: "2021-02-22T18:04:03.250000Z" }], null],
  ["first(l)", [1], null],
])("the group of %s at %j is kept by %s", (expression, value, clause) => {
  expect(edit.clauseForGroup(expression, value)).toBe(clause);
});

test("a clause that is there already is switched on rather than doubled", () => {
  const once = edit.addClause(QUERY, "a > 1");
  const off = edit.changeClause(once, 0, { on: false });
  expect(edit.addClause(off, "a > 1").filters).toEqual([{ text: "a > 1", on: true, negated: false }]);
});

test("an edit leaves the query it started from as it was", () => {
  const before = JSON.stringify(QUERY);
  edit.groupBy(edit.sortBy(edit.addClause(QUERY, "a > 1"), "a", true), "b");
  expect(JSON.stringify(QUERY)).toBe(before);
});

test("clicking a name sorts up, down, and as the table has it", () => {
  const up = edit.cycleSort(QUERY, "a b");
  const down = edit.cycleSort(up, "a b");
  expect(up.sort).toEqual([{ by: "`a b`", descending: false }]);
  expect(down.sort).toEqual([{ by: "`a b`", descending: true }]);
  expect(edit.cycleSort(down, "a b").sort).toEqual([]);
});

test("Shift+click adds a key, turns it where it stands, and takes only it away", () => {
  const two = edit.cycleSort(edit.cycleSort(QUERY, "a"), "b", true);
  expect(two.sort.map(({ by }) => by)).toEqual(["a", "b"]);
  const turned = edit.cycleSort(two, "a", true);
  expect(turned.sort).toEqual([
    { by: "a", descending: true },
    { by: "b", descending: false },
  ]);
  expect(edit.cycleSort(turned, "a", true).sort.map(({ by }) => by)).toEqual(["b"]);
  expect(edit.sortOf(turned, "b")?.order).toBe(1);
});

test("hiding and showing keeps the table's order, and all columns are no choice at all", () => {
  const all = ["a", "b", "c"];
  const hidden = edit.showColumn(QUERY, all, "a", false);
  expect(hidden.columns).toEqual(["b", "c"]);
  expect(edit.showColumn(hidden, all, "a", true).columns).toBeNull();
});

test("only what changes the rows changes their key", () => {
  const on = edit.addClause(QUERY, "a > 1");
  const off = edit.changeClause(on, 0, { on: false });
  expect(edit.orderKey(off)).toBe(edit.orderKey(QUERY));
  expect(edit.orderKey({ ...on, columns: ["a"], panels: { a: "bar" } })).toBe(edit.orderKey(on));
  expect(edit.orderKey(edit.sortBy(on, "a", false))).not.toBe(edit.orderKey(on));
  expect(edit.rowsKey(edit.sortBy(on, "a", false))).toBe(edit.rowsKey(on));
  expect(edit.rowsKey({ ...on, derive: [{ name: "b", text: "a * 2" }] })).not.toBe(edit.rowsKey(on));
});
