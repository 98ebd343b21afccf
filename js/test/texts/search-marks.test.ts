import { expect, test } from "vitest";
import { hitsOf, markedPieces, soughtIn } from "../../src/texts/search-marks";

const clause = (text: string, more = {}) => ({ text, on: true, negated: false, ...more });
const hits = (filter: string, text: string) =>
  markedPieces(text, hitsOf(text, soughtIn([clause(filter)], "answer")))
    .filter(({ isHit }) => isHit)
    .map((piece) => piece.text);

test.each([
  ['answer contains "cat"', "cat, concat and Cat", ["cat", "cat"]],
  ['answer startswith "a"', "a banana", ["a"]],
  ['answer endswith "a"', "a banana", ["a"]],
  ["answer matches /b.n/i", "a BaNana ban", ["BaN", "ban"]],
  ["{$regexMatch: {input: '$answer', regex: 'n.'}}", "banana", ["na", "na"].slice(0, 1)],
  ['contains(answer, "1+1")', "what is 1+1?", ["1+1"]],
  ['`answer` contains "x" or prompt contains "y"', "x y", ["x"]],
  ['score > 0.5 and answer contains "it\'s"', "it's", ["it's"]],
])("%s is marked", (filter, text, expected) => {
  expect(new Set(hits(filter, text))).toEqual(new Set(expected));
});

test.each([
  'prompt contains "cat"',
  'not answer contains "cat"',
  'answer not contains "cat"',
  'answer = "cat"',
  "answer matches /(/",
  'answer contains ""',
])("%s marks nothing", (filter) => {
  expect(hits(filter, "a cat")).toEqual([]);
});

test("clauses that are off or negated look for nothing", () => {
  expect(soughtIn([clause('answer contains "a"', { on: false })], "answer")).toEqual([]);
  expect(soughtIn([clause('answer contains "a"', { negated: true })], "answer")).toEqual([]);
});

test("hits that overlap become one, and pieces give the whole text", () => {
  const found = hitsOf("abcabc", [/ab/g, /bc/g]);
  expect(found).toEqual([
    [0, 3],
    [3, 6],
  ]);
  expect(
    markedPieces("x abc y", [[2, 5]])
      .map(({ text }) => text)
      .join(""),
  ).toBe("x abc y");
});
