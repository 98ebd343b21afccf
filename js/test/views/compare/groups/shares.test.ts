import { expect, test } from "vitest";
import { shareLabel, sharesOf } from "../../../../src/views/compare/groups/shares";

test("the group's own value comes first, and the narrow ones are one part", () => {
  const top = [
    { value: "dog", count: 60 },
    { value: "cat", count: 30 },
    { value: "frog", count: 1 },
  ];
  expect(sharesOf(top, 100, "cat", 200)).toEqual([
    { value: "cat", count: 30, isOwn: true },
    { value: "dog", count: 60, isOwn: false },
    { value: undefined, count: 10, isOwn: false },
  ]);
});

test("an empty value is a value, and never the group's own", () => {
  expect(sharesOf([{ value: null, count: 2 }], 2, null as never, 100)).toEqual([
    { value: null, count: 2, isOwn: false },
  ]);
});

test("a label is as long as there is room", () => {
  const measure = (text: string) => 6 * text.length;
  expect([80, 30, 10].map((width) => shareLabel("cat", "23", width, measure))).toEqual(["cat 23", "23", ""]);
});
