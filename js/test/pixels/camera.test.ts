import { describe, expect, it } from "vitest";
import { FITTED, fitScale, originOf, panBy, scaleOf, zoomAt } from "../../src/pixels/camera";

const picture = { width: 480, height: 360 };
const pane = { width: 960, height: 600 };
const under = (camera: typeof FITTED, x: number, y: number) => {
  const origin = originOf(camera, picture, pane);
  const scale = scaleOf(camera, picture, pane);
  return [origin.x + x / scale, origin.y + y / scale];
};

it("fits the whole picture and centres it", () => {
  expect(fitScale(picture, pane)).toBeCloseTo(600 / 360);
  expect(originOf(FITTED, picture, pane).y).toBeCloseTo(0);
  expect(originOf(FITTED, picture, pane).x).toBeCloseTo((480 - 960 / (600 / 360)) / 2);
});

describe("zoomAt", () => {
  it("keeps the pixel under the pointer", () => {
    const close = zoomAt(FITTED, 6, 400, 250, picture, pane);
    const [x, y] = under(FITTED, 400, 250);
    expect(under(close, 400, 250)[0]).toBeCloseTo(x as number);
    expect(under(close, 400, 250)[1]).toBeCloseTo(y as number);
  });

  it("stops at the whole picture and at 64 screen pixels per pixel", () => {
    expect(zoomAt(FITTED, 0.1, 10, 10, picture, pane)).toEqual(FITTED);
    expect(scaleOf(zoomAt(FITTED, 1e6, 480, 300, picture, pane), picture, pane)).toBeCloseTo(64);
  });

  it("comes back to the centre when it zooms out", () => {
    const there = zoomAt(FITTED, 5, 0, 0, picture, pane);
    expect(zoomAt(there, 0.001, 900, 10, picture, pane)).toEqual(FITTED);
  });
});

describe("panBy", () => {
  it("follows the hand", () => {
    const close = zoomAt(FITTED, 8, 480, 300, picture, pane);
    const [x, y] = under(close, 100, 100);
    const moved = panBy(close, 30, -20, picture, pane);
    expect(under(moved, 130, 80)[0]).toBeCloseTo(x as number);
    expect(under(moved, 130, 80)[1]).toBeCloseTo(y as number);
  });

  it("never leaves the picture", () => {
    const close = zoomAt(FITTED, 8, 480, 300, picture, pane);
    const far = panBy(close, 1e6, 1e6, picture, pane);
    expect(originOf(far, picture, pane).x).toBeCloseTo(0);
    expect(originOf(far, picture, pane).y).toBeCloseTo(0);
  });
});
