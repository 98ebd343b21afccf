import { expect, test } from "vitest";
import { place } from "../../src/controls/popover";

const FRAME = { width: 800, height: 600 };
const anchorAt = (left: number, top: number) => ({ left, right: left + 60, top, bottom: top + 28 });

test("it hangs under its anchor, from the edge it is told", () => {
  expect(place(anchorAt(100, 100), { width: 200, height: 150 }, FRAME, "start")).toMatchObject({
    left: 100,
    top: 132,
  });
  expect(place(anchorAt(300, 100), { width: 200, height: 150 }, FRAME, "end").left).toBe(160);
});

test("it stays inside of the page", () => {
  expect(place(anchorAt(760, 100), { width: 300, height: 100 }, FRAME, "start").left).toBe(492);
  expect(place(anchorAt(20, 100), { width: 300, height: 100 }, FRAME, "end").left).toBe(8);
});

test("it goes above where there is more room", () => {
  const at = place(anchorAt(100, 500), { width: 200, height: 300 }, FRAME, "start");
  expect(at.top + 300).toBe(496);
});

test("it scrolls rather than leave the page", () => {
  const at = place(anchorAt(100, 100), { width: 200, height: 900 }, FRAME, "start");
  expect(at.top + at.maxHeight).toBeLessThanOrEqual(FRAME.height);
});
