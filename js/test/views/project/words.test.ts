import { expect, test } from "vitest";
import { markedParts, wordsOf } from "../../../src/views/project/marks";
import { valueLines, valueLook, valueText } from "../../../src/views/project/value-lines";
import { latestFirst, longAge, shortAge, versionParts } from "../../../src/views/project/words";

const NOW = Date.parse("2026-01-10T00:00:00Z");

test.each([
  ["2026-01-09T23:59:30Z", "now", "just now"],
  ["2026-01-09T23:20:00Z", "40 min", "40 min ago"],
  ["2026-01-09T20:30:00Z", "3 h", "3 h ago"],
  ["2026-01-01T00:00:00Z", "9 d", "9 d ago"],
  ["2024-01-01T00:00:00Z", "2 y", "2 y ago"],
])("the age of %s", (at, short, long) => {
  expect([shortAge(at, NOW), longAge(at, NOW)]).toEqual([short, long]);
});

test("no time has no age", () => {
  expect([shortAge(null, NOW), longAge("never", NOW)]).toEqual(["", ""]);
});

test("a version is read from its name, whatever the name holds", () => {
  expect(versionParts("a:b:v12")).toEqual({ name: "a:b", version: 12 });
  expect(versionParts("camvid:best")).toBeNull();
});

test("latest stands in front of other aliases", () => {
  expect(latestFirst(["best", "latest", "a"])).toEqual(["latest", "best", "a"]);
});

test("each word of a search is marked wherever it stands", () => {
  expect(wordsOf(" CamVid:v2 ")).toEqual(["CamVid", "v2"]);
  expect(markedParts("camvid v2", ["VID", "v2"])).toEqual([
    { text: "cam", isMatch: false },
    { text: "vid", isMatch: true },
    { text: " ", isMatch: false },
    { text: "v2", isMatch: true },
  ]);
  expect(markedParts("aaa", ["aa"])).toEqual([{ text: "aaa", isMatch: true }]);
  expect(markedParts("İstanbul", ["stan"])).toEqual([{ text: "İstanbul", isMatch: false }]);
});

test("a value is lines that fold, and long lists come in parts", () => {
  const value = { a: 1, b: { c: null, d: [] }, e: Array.from({ length: 150 }, (_, k) => k) };
  const lines = valueLines(value, new Map([['["e"]', true]]), new Map());
  expect(lines.slice(0, 5).map(({ name, level, isOpen }) => [name, level, isOpen])).toEqual([
    ["a", 1, undefined],
    ["b", 1, true],
    ["c", 2, undefined],
    ["d", 2, undefined],
    ["e", 1, true],
  ]);
  expect(lines.at(-1)?.more).toBe(50);
  expect(lines).toHaveLength(106);
});

test("null, an empty text, false and 0 look different", () => {
  expect([null, "", "x", false, 0, {}].map(valueLook)).toEqual([
    "nothing",
    "nothing",
    "text",
    "number",
    "number",
    "branch",
  ]);
  expect(valueText({ a: "x".repeat(200) })).toMatch(/ …$/);
});
