import { expect, it } from "vitest";
import { comparePhotos, paintFar } from "../../src/pixels/photo-difference";

const grey = (...tones: number[]) => Uint8ClampedArray.from(tones.flatMap((tone) => [tone, tone, tone, 255]));

it("counts pixels that differ by more than packing changes", () => {
  const { far, changed } = comparePhotos(grey(0, 100, 200), [grey(0, 110, 0)]);
  expect([...far]).toEqual([0, 10, 200]);
  expect(changed).toBe(1);
});

it("takes the largest difference to the first of several photos", () => {
  const { far, changed } = comparePhotos(grey(0, 0), [grey(100, 0), grey(0, 50)]);
  expect([...far]).toEqual([100, 50]);
  expect(changed).toBe(2);
});

it("sees a difference in one channel, or in what shows through", () => {
  const first = Uint8ClampedArray.of(10, 10, 10, 255, 10, 10, 10, 255);
  const other = Uint8ClampedArray.of(10, 90, 10, 255, 10, 10, 10, 55);
  expect([...comparePhotos(first, [other]).far]).toEqual([80, 200]);
});

it("paints what is alike dark and what is far apart white", () => {
  const out = new Uint8ClampedArray(8);
  paintFar(out, Uint8Array.of(5, 255));
  expect([...out]).toEqual([16, 16, 16, 255, 255, 255, 255, 255]);
});
