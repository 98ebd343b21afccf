import { describe, expect, it } from "vitest";
import { boxToRect, type Rect, smallestAt } from "../../src/pixels/boxes";
import { placeTags } from "../../src/pixels/tags";

const bounds: Rect = { x: 0, y: 0, w: 400, h: 300 };
const touches = (a: Rect, b: Rect) =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

it("scales a box and shifts it", () => {
  const box = { min_x: 10, max_x: 30, min_y: 5, max_y: 15, class_id: 1, caption: null, scores: {} };
  expect(boxToRect(box, { left: -4, top: 1, scaleX: 2, scaleY: 3 })).toEqual({ x: 16, y: 16, w: 40, h: 30 });
});

it("finds the smallest box under the pointer", () => {
  const rects = [bounds, { x: 10, y: 10, w: 50, h: 50 }, { x: 20, y: 20, w: 5, h: 5 }];
  expect(smallestAt(rects, 22, 22)).toBe(2);
  expect(smallestAt(rects, 12, 12)).toBe(1);
  expect(smallestAt(rects, 500, 12)).toBe(-1);
});

describe("placeTags", () => {
  it("puts a tag on the top edge of its box", () => {
    expect(placeTags([{ anchor: { x: 50, y: 100, w: 80, h: 60 }, w: 40, h: 18 }], bounds)).toEqual([
      { x: 50, y: 82, w: 40, h: 18, isShort: false },
    ]);
  });

  it("goes inside where the box fills the picture", () => {
    expect(placeTags([{ anchor: bounds, w: 40, h: 18 }], bounds)).toEqual([
      { x: 0, y: 1, w: 40, h: 18, isShort: false },
    ]);
  });

  it("never lets two tags touch, nor one leave the picture", () => {
    const tags = Array.from({ length: 12 }, (_, k) => ({
      anchor: { x: 100 + k, y: 100 + k, w: 60, h: 40 },
      w: 70,
      h: 18,
    }));
    const placed = placeTags(tags, bounds).filter((rect) => rect !== null);
    expect(placed.length).toBeGreaterThan(3);
    placed.forEach((rect, k) => {
      expect(rect.x >= 0 && rect.y >= 0 && rect.x + rect.w <= 400 && rect.y + rect.h <= 300).toBe(true);
      for (const other of placed.slice(k + 1)) expect(touches(rect, other)).toBe(false);
    });
  });

  it("leaves out a tag that has no room", () => {
    expect(placeTags([{ anchor: { x: 0, y: 0, w: 10, h: 10 }, w: 500, h: 18 }], bounds)).toEqual([null]);
    const marked = { anchor: { x: 0, y: 0, w: 10, h: 10 }, w: 500, shortW: 20, h: 18 };
    expect(placeTags([marked], bounds)).toMatchObject([{ w: 20, isShort: true }]);
  });
});
