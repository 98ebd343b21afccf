import { expect, test } from "vitest";
import { changes } from "../../src/views/word-diff";

const told = (before: string, after: string) =>
  changes(before, after)
    .map(({ kind, text }) => ({ same: text, gone: `[-${text}-]`, new: `{+${text}+}` })[kind])
    .join("");

test("words that are gone and words that are new are told apart", () => {
  expect(told("the cat sat", "the dog sat")).toBe("the [-cat -]{+dog +}sat");
  expect(told("a b", "a b")).toBe("a b");
  expect(told("", "all new")).toBe("{+all new+}");
  expect(told("all gone", "")).toBe("[-all gone-]");
  expect(told("one two three", "zero one three four")).toBe(
    "{+zero +}one [-two -]three{+ four+}".replace("three{+ four+}", "three {+four+}"),
  );
});

test("space and line ends by themselves make no difference, and punctuation is a word", () => {
  expect(told("a  b\nc", "a b c")).toBe("a b c");
  expect(told("Paris.", "Paris!")).toBe("Paris[-.-]{+!+}");
});

test("both texts can be read from what is told", () => {
  const before = "It was the best of times, it was the worst of times, it was the age of wisdom";
  const after = "It is the best of all times; it was the age of foolishness, and of wisdom";
  const found = changes(before, after);
  const words = (text: string) => text.split(/\s+/).join(" ").trim();
  const side = (left: string) =>
    words(
      found
        .filter(({ kind }) => kind !== left)
        .map(({ text }) => text)
        .join(""),
    );
  expect(side("gone")).toBe(words(after));
  expect(side("new")).toBe(words(before));
});

test("texts that have hardly a word in common are told at once", () => {
  const many = (word: string) => Array.from({ length: 3000 }, (_, k) => `${word}${k}`).join(" ");
  expect(changes(many("a"), many("b")).map(({ kind }) => kind)).toEqual(["gone", "new"]);
});
