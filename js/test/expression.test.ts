import { expect, test } from "vitest";
import { charactersOf, columnsAt, completions, tokenize, unitsOf, wordAt } from "../src/expression";

const kinds = (text: string, columns: string[] = []) =>
  tokenize(text, columns)
    .filter(({ kind }) => kind !== "space")
    .map(({ kind, text: piece }) => `${kind}:${piece}`);

test.each([
  ["%_Road > 0.05", ["name:%_Road", "operator:>", "value:0.05"]],
  [
    'light = "dusk" and not hard',
    ["name:light", "operator:=", 'value:"dusk"', "word:and", "word:not", "name:hard"],
  ],
  ["`two words` != 'x'", ["name:`two words`", "operator:!=", "value:'x'"]],
  [
    "{$gt: ['$0.%_Car', 1e-3]}",
    [
      "operator:{",
      "word:$gt",
      "operator::",
      "operator:[",
      "name:'$0.%_Car'",
      "operator:,",
      "value:1e-3",
      "operator:]",
      "operator:}",
    ],
  ],
  ["size(tags) > count", ["word:size", "operator:(", "name:tags", "operator:)", "operator:>", "name:count"]],
  ['note = "not closed', ["name:note", "operator:=", 'value:"not closed']],
])("%s is coloured by what it is", (text, expected) => {
  expect(kinds(text)).toEqual(expected);
});

test("a name with a space is one name where the table has it", () => {
  expect(kinds("two words > 1", ["two words"])).toEqual(["name:two words", "operator:>", "value:1"]);
  expect(kinds("abtwo words", ["two words"])[0]).toBe("name:abtwo");
});

test.each(["", " ", "a", "größe > 1 😀", "((", '"', "`", "$", "a..b", "\t\n"])(
  "every letter of %j is drawn",
  (text) => {
    expect(
      tokenize(text)
        .map((token) => token.text)
        .join(""),
    ).toBe(text);
  },
);

test.each([
  ["iou_", 4, 0, "iou_"],
  ["a > 1 and %_Ro", 14, 10, "%_Ro"],
  ["a > 1 and ", 10, 10, ""],
  ["`two w", 6, 0, "two w"],
  ['light = "du', 11, 11, ""],
  ["{$gt: ['$acc", 12, 9, "acc"],
  ["accuracy > 1", 3, 0, "acc"],
])("in %j at %i a word starts at %i: %j", (text, cursor, start, word) => {
  expect(wordAt(text, cursor)).toEqual({ start, word });
});

test("names that start with the word come before those that hold it", () => {
  expect(completions(["max_iou", "iou_Car", "IoU", "road"], "iou")).toEqual(["iou_Car", "IoU", "max_iou"]);
});

test("an offset of Python's lands on the same letter", () => {
  expect(unitsOf("😀 scroe", 2)).toBe(3);
  expect(unitsOf("abc", 9)).toBe(3);
});

test.each([
  ["ro", 2, ["road", "two roads"]],
  ["", 0, ["road", "two roads", "label"]],
  ["road > 1 and la", 15, ["label"]],
  ["road", 4, ["two roads"]],
  ["road > ", 7, []],
  ["{$gt: ['$ro", 11, []],
])("in %j at %i the columns offered at once are %j", (text, cursor, expected) => {
  const found = columnsAt(["road", "two roads", "label"], text, cursor);
  expect(found.map(({ label }) => label)).toEqual(expected);
});

test("a column offered at once replaces what was typed of it, in backticks where it must", () => {
  const [item] = columnsAt(["two roads"], "x > 1 and `tw", 13);
  expect(item).toMatchObject({ start: 10, end: 13, insert: "`two roads`" });
});

test.each([
  ["abc", 2, 2],
  ["a😀c", 3, 2],
  ["a😀c", 4, 3],
])("in %j before %i stand %i characters", (text, units, characters) => {
  expect(charactersOf(text, units)).toBe(characters);
  expect(unitsOf(text, characters)).toBe(units);
});
