import { describe, expect, it } from "vitest";
import { colorTable, readColor } from "../../src/pixels/colors";

describe("readColor", () => {
  it.each([
    ["#de5c6c", [222, 92, 108]],
    [" #FfF ", [255, 255, 255]],
    ["rgb(1, 2, 3)", [1, 2, 3]],
    ["rgb(1 2 3)", [1, 2, 3]],
    ["", [128, 128, 128]],
    ["teal", [128, 128, 128]],
  ])("reads %s", (css, rgb) => {
    const { r, g, b } = readColor(css);
    expect([r, g, b]).toEqual(rgb);
  });

  it("writes white on dark colours and black on light ones", () => {
    expect(readColor("#3f2fe0")).toMatchObject({ ink: "#ffffff", isLight: false });
    expect(readColor("#c6ff00")).toMatchObject({ ink: "#000000", isLight: true });
  });
});

describe("colorTable", () => {
  it("reaches as far as the largest id, and leaves ids without a colour transparent", () => {
    const table = colorTable([
      [3, readColor("#010203"), 1],
      [-1, readColor("#ffffff"), 1],
    ]);
    expect([...table.rgba]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 255]);
  });

  it("is empty for no classes", () => {
    expect(colorTable([]).rgba).toHaveLength(0);
  });
});
