import { expect, it } from "vitest";
import { kindCounts, matching } from "../../../src/views/project/file-filter";

const file = (path: string, kind: string) => ({ path, kind, size: 1, is_reference: false });
const files = [
  file("media/images/Cat.png", "image"),
  file("notes.txt", "text"),
  file("cat/notes.md", "text"),
];
const paths = (text: string, kind: string | null = null) =>
  matching(files, text, kind).map(({ path }) => path);

it("takes all words of a path, whatever their case", () => {
  expect(paths("")).toHaveLength(3);
  expect(paths("cat")).toEqual(["media/images/Cat.png", "cat/notes.md"]);
  expect(paths("notes CAT")).toEqual(["cat/notes.md"]);
  expect(paths("images/cat")).toEqual(["media/images/Cat.png"]);
});

it("takes one kind, and counts them all", () => {
  expect(paths("", "text")).toEqual(["notes.txt", "cat/notes.md"]);
  expect(paths("cat", "image")).toEqual(["media/images/Cat.png"]);
  expect(kindCounts(files)).toEqual([
    ["text", 2],
    ["image", 1],
  ]);
});
