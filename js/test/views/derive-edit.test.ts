import { expect, test } from "vitest";
import { EMPTY_QUERY } from "../../src/query-edit";
import { putDerived, removeDerived, suggestedName } from "../../src/views/derive-edit";
import type { Query } from "../../src/wire";

const QUERY: Query = {
  ...EMPTY_QUERY,
  columns: ["a", "b"],
  derive: [{ name: "b", text: "a + 1" }],
  panels: { b: "bar" },
  sort: [{ by: "b", descending: true }],
  group_by: ["a", "b"],
};

test("a new column is shown after the others, also where columns were chosen", () => {
  const query = putDerived(QUERY, "c", "b * 2", null);
  expect(query.derive?.map(({ name }) => name)).toEqual(["b", "c"]);
  expect(query.columns).toEqual(["a", "b", "c"]);
  expect(putDerived(EMPTY_QUERY, "c", "1", null).columns).toBeNull();
});

test("another name is followed by what shows, sorts and groups by it", () => {
  expect(putDerived(QUERY, "two words", "a + 2", "b")).toMatchObject({
    derive: [{ name: "two words", text: "a + 2" }],
    columns: ["a", "two words"],
    panels: { "two words": "bar" },
    sort: [{ by: "`two words`", descending: true }],
    group_by: ["a", "`two words`"],
  });
});

test("with a column goes what sorts and groups by it", () => {
  expect(removeDerived(QUERY, "b")).toMatchObject({ derive: [], columns: ["a"], sort: [], group_by: ["a"] });
});

test("a name is made of the expression, and is free", () => {
  expect(suggestedName(" a  +\n1 ", [])).toBe("a + 1");
  expect(suggestedName("a", ["a", "a 2"])).toBe("a 3");
  expect(suggestedName("", [])).toBe("column");
});
