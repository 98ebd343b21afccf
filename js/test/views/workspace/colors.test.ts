import { expect, test } from "vitest";
import { byColor, slotColor, slotDash, withShown } from "../../../src/views/workspace/colors";

test("colours are given in order of showing, and a free one goes to the next", () => {
  const three = withShown({}, ["a", "b", "c"], true);
  expect(three).toEqual({ a: 0, b: 1, c: 2 });
  const two = withShown(three, ["b"], false);
  expect(two).toEqual({ a: 0, c: 2 });
  expect(withShown(two, ["d", "e"], true)).toEqual({ a: 0, c: 2, d: 1, e: 3 });
});

test("who is shown keeps its colour", () => {
  expect(withShown({ a: 4 }, ["a", "b"], true)).toEqual({ a: 4, b: 0 });
});

test("eight colours, then the same dashed, then dotted", () => {
  expect([slotColor(1), slotColor(9), slotColor(17)]).toEqual(Array(3).fill("var(--dv-table-1-line)"));
  expect(slotDash(7)).toEqual([]);
  expect(slotDash(8)).not.toEqual([]);
  expect(slotDash(16)).not.toEqual(slotDash(8));
  expect(slotDash(24)).toEqual([]);
});

test("what is shown is listed by colour", () => {
  expect(byColor({ late: 2, first: 0, second: 1 })).toEqual(["first", "second", "late"]);
});
