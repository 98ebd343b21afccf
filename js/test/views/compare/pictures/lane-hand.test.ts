import { describe, expect, it } from "vitest";
import { Channel } from "../../../../src/channel";
import { FITTED, zoomAt } from "../../../../src/pixels/camera";
import {
  moveShare,
  onLaneKey,
  pixelOf,
  swipeShare,
  takeHand,
} from "../../../../src/views/compare/pictures/lane-hand";

const view = () => ({ channel: new Channel({ send: () => {}, on: () => {}, off: () => {} }) });
const SIZES = { picture: { width: 640, height: 480 }, pane: { width: 128, height: 96 } };

describe("onLaneKey", () => {
  it("moves the line of all rows", () => {
    const own = view();
    takeHand(own, "image", 1);
    expect(onLaneKey(own, "image", 1, "]")).toBe(true);
    expect(swipeShare(own).value).toBe(0.55);
  });

  it("zooms the pictures of its row alone, and fits them", () => {
    const own = view();
    const [first, second] = [1, 2].map((row) => takeHand(own, "image", row).hand);
    if (!first || !second) throw new Error("no hand");
    first.first = () => SIZES;
    second.first = () => SIZES;
    onLaneKey(own, "image", 1, "+");
    expect(first.camera.value.zoom).toBe(1.5);
    expect(second.camera.value).toEqual(FITTED);
    onLaneKey(own, "image", 1, "0");
    expect(first.camera.value).toEqual(FITTED);
  });

  it("leaves other keys, and rows that have gone, to others", () => {
    const own = view();
    const { release } = takeHand(own, "image", 1);
    expect(onLaneKey(own, "image", 1, "ArrowDown")).toBe(false);
    expect(onLaneKey(own, "other", 1, "]")).toBe(false);
    release();
    expect(onLaneKey(own, "image", 1, "]")).toBe(false);
  });

  it("does not lose a row to the one that was there before", () => {
    const own = view();
    const before = takeHand(own, "image", 1);
    takeHand(own, "image", 1);
    before.release();
    expect(onLaneKey(own, "image", 1, "]")).toBe(true);
  });
});

describe("moveShare", () => {
  it("stays within the picture", () => {
    const share = swipeShare(view());
    moveShare(share, -20);
    expect(share.value).toBe(0);
    moveShare(share, 40);
    expect(share.value).toBe(1);
  });
});

describe("pixelOf", () => {
  it("is where the camera puts a place", () => {
    const { picture, pane } = SIZES;
    expect(pixelOf({ x: 0.25, y: 0.5 }, FITTED, pane)).toEqual({ x: 32, y: 48 });
    const near = zoomAt(FITTED, 4, 32, 48, picture, pane);
    // What was under the point stays there.
    const { x, y } = pixelOf({ x: 0.25, y: 0.5 }, near, pane);
    expect([x, y]).toEqual([expect.closeTo(32), expect.closeTo(48)]);
  });
});
