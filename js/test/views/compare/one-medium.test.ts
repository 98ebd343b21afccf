import { expect, test } from "vitest";
import { isOneMedium } from "../../../src/views/compare/media/one-medium";
import type { Lane } from "../../../src/views/compare/merged-columns";

const lane = (value: unknown): Lane => ({ missing: null, value });
const clip = { digest: "a", caption: "x", path: "media/1.wav", ref: null };

test.each<[string, Lane[], boolean]>([
  ["the same file, wherever it lies", [lane(clip), lane({ ...clip, ref: "p/a:v0/1.wav" })], true],
  ["another caption", [lane(clip), lane({ ...clip, caption: "y" })], false],
  ["another file", [lane(clip), lane({ ...clip, digest: "b" })], false],
  ["nothing in one", [lane(clip), lane(null)], false],
  ["nothing in both", [lane(null), lane(null)], false],
  ["no such row", [lane(clip), { missing: "row" }], false],
  ["the same lists", [lane([clip, clip]), lane([clip, clip])], true],
  ["a shorter list", [lane([clip, clip]), lane([clip])], false],
])("%s", (_, lanes, isOne) => {
  expect(isOneMedium(lanes)).toBe(isOne);
});
