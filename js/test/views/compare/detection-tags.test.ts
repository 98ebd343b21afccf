import { describe, expect, it } from "vitest";
import { placeTags } from "../../../src/views/compare/scores/detection-tags";

const ROOM = { width: 100, height: 60, line: 10 };

describe("the names of boxes", () => {
  it("stand where they are wished for", () => {
    expect(placeTags([{ x: 5, y: 20, width: 30 }], ROOM)).toEqual([{ x: 5, y: 20 }]);
  });

  it("stay inside of the photo", () => {
    expect(placeTags([{ x: 90, y: 2, width: 30 }], ROOM)).toEqual([{ x: 70, y: 10 }]);
    expect(placeTags([{ x: -4, y: 99, width: 30 }], ROOM)).toEqual([{ x: 0, y: 60 }]);
    expect(placeTags([{ x: 4, y: 20, width: 300 }], ROOM)).toEqual([{ x: 0, y: 20 }]);
  });

  it("move down where another one is, and up at the lower edge", () => {
    const [first, second, third] = placeTags(
      [
        { x: 0, y: 20, width: 30 },
        { x: 10, y: 22, width: 30 },
        { x: 50, y: 22, width: 30 },
      ],
      ROOM,
    );
    expect(first?.y).toBe(20);
    expect(second?.y).toBeGreaterThan(30);
    expect(third?.y).toBe(22);
    const [low, above] = placeTags(
      [
        { x: 0, y: 60, width: 30 },
        { x: 0, y: 60, width: 30 },
      ],
      ROOM,
    );
    expect(low?.y).toBe(60);
    expect(above?.y).toBeLessThan(50);
  });

  it("lie over each other where there is no room left", () => {
    const many = Array.from({ length: 9 }, () => ({ x: 0, y: 30, width: 80 }));
    const places = placeTags(many, ROOM);
    expect(places).toHaveLength(9);
    for (const { y } of places) expect(y).toBeLessThanOrEqual(60);
  });
});
