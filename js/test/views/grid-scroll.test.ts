import { expect, test } from "vitest";
import * as scroll from "../../src/views/grid-scroll";

const SMALL = { total: 4_800, view: 480 };
const HUGE = { total: 100_000_000 * 28, view: 448 };

test("a table a browser can hold scrolls as it is", () => {
  for (const top of [0, 33, 4_320]) {
    expect(scroll.topOf(top, SMALL)).toBe(top);
    expect(scroll.scrollTopOf(top, SMALL)).toBe(top);
  }
});

test("a hundred million rows fit under the tallest element, end to end", () => {
  expect(scroll.spaceHeight(HUGE.total)).toBe(8_000_000);
  const end = scroll.spaceHeight(HUGE.total) - HUGE.view;
  expect(scroll.topOf(0, HUGE)).toBe(0);
  expect(scroll.topOf(end, HUGE)).toBe(HUGE.total - HUGE.view);
  expect(scroll.scrollTopOf(HUGE.total - HUGE.view, HUGE)).toBe(end);
});

test("the scrollbar follows a scaled position and back, to the px", () => {
  for (const row of [1, 12_345, 90_000_002, 99_999_000]) {
    const top = row * 28;
    expect(scroll.topOf(scroll.scrollTopOf(top, HUGE), HUGE)).toBeCloseTo(top, 3);
  }
});

test("revealing moves no more than it must", () => {
  expect(scroll.revealTop(0, 3, 96, SMALL)).toBe(0);
  expect(scroll.revealTop(0, 5, 96, SMALL)).toBe(96);
  expect(scroll.revealTop(960, 2, 96, SMALL)).toBe(192);
  expect(scroll.revealTop(0, 99_999_999, 28, HUGE)).toBe(HUGE.total - HUGE.view);
});

test("rows cut by an edge are in sight", () => {
  expect(scroll.rowsInSight(0, 28, 100, 448)).toEqual({ first: 0, last: 16 });
  expect(scroll.rowsInSight(14, 28, 100, 448)).toEqual({ first: 0, last: 17 });
  expect(scroll.rowsInSight(0, 28, 3, 448)).toEqual({ first: 0, last: 3 });
});

test("columns out of sight leave their width behind", () => {
  const widths = [100, 100, 100, 100];
  expect(scroll.columnsInSight(widths, 0, 150)).toEqual({ first: 0, last: 2, before: 0, after: 200 });
  expect(scroll.columnsInSight(widths, 150, 200)).toEqual({ first: 1, last: 4, before: 100, after: 0 });
  expect(scroll.columnsInSight(widths, 390, 50)).toEqual({ first: 3, last: 4, before: 300, after: 0 });
  expect(scroll.columnsInSight([], 0, 100)).toEqual({ first: 0, last: 0, before: 0, after: 0 });
});

test("the wheel counts px, lines and pages", () => {
  const at = (deltaMode: number) => scroll.wheelPx({ deltaY: 3, deltaMode }, 28, 448);
  expect([at(0), at(1), at(2)]).toEqual([3, 84, 1344]);
});
