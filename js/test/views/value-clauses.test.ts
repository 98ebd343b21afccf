import { expect, test } from "vitest";
import { EMPTY_QUERY } from "../../src/query-edit";
import { chosenValues, pickValue, type Value, valuesIn } from "../../src/views/value-clauses";
import type { Query } from "../../src/wire";

function picked(of: string, ...picks: [Value, boolean][]): Query {
  return picks.reduce((query, [value, add]) => pickValue(query, of, value, add), EMPTY_QUERY);
}

const texts = (query: Query) => query.filters.map(({ text }) => text);

test.each<[[Value, boolean][], string[]]>([
  [[["day", false]], ['light = "day"']],
  [
    [
      ["day", false],
      ["dusk", false],
    ],
    ['light = "dusk"'],
  ],
  [
    [
      ["day", false],
      ["dusk", true],
    ],
    ['light in ["day", "dusk"]'],
  ],
  [
    [
      ["day", false],
      ["dusk", true],
      ["day", true],
    ],
    ['light = "dusk"'],
  ],
  [
    [
      ["day", false],
      ["dusk", true],
      ["dusk", false],
    ],
    ['light = "dusk"'],
  ],
  [
    [
      ["day", false],
      ["day", false],
    ],
    [],
  ],
  [
    [
      ["day", true],
      ["day", true],
    ],
    [],
  ],
  [[[null, false]], ["light is null"]],
  [
    [
      [null, false],
      ["day", true],
    ],
    ['light in [null, "day"]'],
  ],
  [[[true, false]], ["light = true"]],
])("clicks %j read as %j", (picks, expected) => {
  expect(texts(picked("light", ...picks))).toEqual(expected);
});

test("values come back as they were written, whatever is in them", () => {
  const query = picked("`a b`", ['say "hi" \\ [x], y', false], ["]", true]);
  expect(chosenValues(query, "`a b`")).toEqual(['say "hi" \\ [x], y', "]"]);
  expect(chosenValues(query, "other")).toEqual([]);
});

test("a clause that says more is not one of values", () => {
  expect(valuesIn('light = "day" and hard', "light")).toBeNull();
  expect(valuesIn("light = other", "light")).toBeNull();
  expect(valuesIn("light = 3", "light")).toBeNull();
  expect(valuesIn('light in ["day"] or true', "light")).toBeNull();
});
