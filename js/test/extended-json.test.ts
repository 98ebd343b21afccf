import { expect, test } from "vitest";
import { readExtendedJson } from "../src/extended-json";
import { inline } from "../src/panels/json";

test.each([
  ["1", 1],
  ['"a"', "a"],
  ["null", null],
  ['[1, "b", {"c": null}]', [1, "b", { c: null }]],
  ['{"$numberDouble": "NaN"}', Number.NaN],
  ['{"$numberDouble": "-Infinity"}', Number.NEGATIVE_INFINITY],
  ['[{"$numberLong": "1152921504606846977"}]', [1152921504606846977n]],
  ['{"$date": "2021-02-22T18:04:03.250000Z"}', new Date("2021-02-22T18:04:03.250Z")],
  ['{"$literal": {"$date": "x"}}', { $date: "x" }],
  ['{"$literal": {"$literal": {"$literal": {"$date": 1}}}}', { $literal: { $date: 1 } }],
  ['{"$other": 1}', { $other: 1 }],
])("%s", (text, value) => {
  expect(readExtendedJson(text)).toEqual(value);
});

test("each kind of value looks different in a cell", () => {
  const texts = ["1", '"1"', "true", '"true"', '{"$numberDouble": "NaN"}', '""', "[]", "{}"];
  expect(texts.map((text) => inline(readExtendedJson(text)))).toEqual([
    "1",
    '"1"',
    "true",
    '"true"',
    "NaN",
    '""',
    "[]",
    "{}",
  ]);
});
