import { expect, test } from "vitest";
import { canonical } from "../../src/canonical";
import { sizeInWords } from "../../src/views/export-parts";
import { ageOf } from "../../src/views/saved-views";

test("two states are the same whatever the order of names and however empty parts are written", () => {
  const full = { query: { filters: [], sort: [{ by: "a", descending: false }], columns: null }, layout: {} };
  const short = { query: { sort: [{ descending: false, by: "a" }] } };
  expect(canonical(full)).toBe(canonical(short));
  expect(canonical(full)).not.toBe(canonical({ query: { sort: [{ by: "a", descending: true }] } }));
  // The order of clauses and columns is no mere form.
  expect(canonical({ columns: ["a", "b"] })).not.toBe(canonical({ columns: ["b", "a"] }));
});

test.each([
  ["2024-05-17T12:00:00Z", "just now"],
  ["2024-05-17T11:59:00Z", "1 minute ago"],
  ["2024-05-17T03:00:00Z", "9 hours ago"],
  ["2024-05-01T12:00:00Z", "16 days ago"],
])("%s was %s", (at, words) => {
  expect(ageOf(at, Date.parse("2024-05-17T12:00:20Z"))).toBe(words);
});

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [12_345, "12 kB"],
  [9_300, "9.3 kB"],
  [1_500_000, "1.5 MB"],
  [250_000_000, "250 MB"],
  [3_000_000_000_000, "3 TB"],
])("%d bytes are %s", (bytes, words) => {
  expect(sizeInWords(bytes)).toBe(words);
});
