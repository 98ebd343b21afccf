import { describe, expect, it } from "vitest";
import { setOpacity, toggleClass } from "../src/overlay-edit";
import { colorOf, defaultOpacity, isInScores, maskPaint, mergeLegend, styleOf } from "../src/overlays";
import { readColor } from "../src/pixels/colors";
import type { ColumnInfo, Layer } from "../src/wire";
import { OVERLAYS } from "./traits";

const layer = (group: string, classes: [number, string][], kind: Layer["kind"] = "mask"): Layer => ({
  group,
  kind,
  classes,
  score_keys: [],
});
const column = (name: string, ...layers: Layer[]): ColumnInfo => ({
  name,
  kind: "image",
  type: "image-file",
  integer: false,
  layers,
});
const palette = Array.from({ length: 12 }, (_, k) => readColor(`rgb(${k}, 100, 200)`));

describe("mergeLegend", () => {
  it("gives a label one colour in all columns, in order of class ids", () => {
    const legend = mergeLegend([
      column(
        "a",
        layer("ground_truth", [
          [5, "car"],
          [0, "road"],
        ]),
      ),
      column(
        "b",
        layer(
          "boxes",
          [
            [1, "person"],
            [2, "car"],
          ],
          "box",
        ),
      ),
    ]);
    expect(legend.classes.map(({ label, color }) => [label, color])).toEqual([
      ["road", 0],
      ["person", 1],
      ["car", 2],
    ]);
    expect(legend.byLabel.get("car")?.color).toBe(2);
  });

  it("uses the colours again after twelve, and says so", () => {
    const ids = Array.from({ length: 14 }, (_, id): [number, string] => [id, `class ${id}`]);
    const { classes } = mergeLegend([column("a", layer("g", ids))]);
    expect(classes[12]).toMatchObject({ label: "class 12", color: 0, isRepeat: true });
    expect(classes[11]?.isRepeat).toBe(false);
  });

  it.each([
    [["prediction", "ground_truth"], "ground_truth"],
    [["model", "target"], "target"],
    [["yolo", "labels"], "labels"],
    [["first", "second"], "first"],
  ])("of %s takes %s for what is true", (groups, truth) => {
    const legend = mergeLegend(groups.map((group) => column(group, layer(group, []))));
    expect(legend.groups.filter(({ isTruth }) => isTruth).map(({ name }) => name)).toEqual([truth]);
  });

  it("knows a group that has masks and boxes", () => {
    const legend = mergeLegend([column("a", layer("g", []), layer("g", [], "box"))]);
    expect(legend.groups).toEqual([{ name: "g", kinds: ["mask", "box"], isTruth: true }]);
  });
});

it("draws a class in the colour that users gave to it, if it is one", () => {
  const one = column(
    "a",
    layer("g", [
      [0, "road"],
      [1, "car"],
    ]),
  );
  const legend = mergeLegend([one], { road: "#00ff00", car: "green" });
  expect(legend.classes.map(({ css }) => css)).toEqual(["#00ff00", "var(--dv-class-1)"]);
  const palette = ["#111111", "#222222"].map(readColor);
  expect(colorOf("road", legend, palette).css).toBe("rgb(0 255 0)");
  expect(colorOf("car", legend, palette).css).toBe("rgb(34 34 34)");
});

it.each([
  [{ p: 0.5 }, { p: [0.2, 0.8] }, true],
  [{ p: 0.1 }, { p: [0.2, null] }, false],
  [{ p: 0.9 }, { p: [null, 0.8] }, false],
  [{ p: 0.5, q: 3 }, { p: [0.2, 0.8], q: [4, null] }, false],
  [{}, { p: [0.2, 0.8] }, true],
  [{ p: 0.5 }, undefined, true],
] as [Record<string, number>, Record<string, [number | null, number | null]> | undefined, boolean][])(
  "scores %j in %j: %j",
  (scores, ranges, isIn) => {
    const box = { min_x: 0, max_x: 1, min_y: 0, max_y: 1, class_id: 0, caption: null, scores };
    expect(isInScores(box, ranges)).toBe(isIn);
  },
);

describe("styleOf", () => {
  const alone = { kind: "mask", isTruth: true, isMixed: false, isLarge: true } as const;

  it("fills a mask that is alone, with a line where there is room", () => {
    expect(styleOf(undefined, alone)).toEqual({ look: "both", line: "solid" });
    expect(styleOf(undefined, { ...alone, isLarge: false }).look).toBe("fill");
  });

  it("draws the truth as a dashed line over the fill of a prediction", () => {
    expect(styleOf(undefined, { ...alone, isMixed: true })).toEqual({ look: "outline", line: "dashed" });
    expect(styleOf(undefined, { ...alone, isMixed: true, isTruth: false })).toEqual({
      look: "fill",
      line: "solid",
    });
  });

  it("leaves to users what they chose", () => {
    expect(styleOf({ look: "both" }, { ...alone, isMixed: true })).toEqual({ look: "both", line: "dashed" });
    expect(styleOf({ line: "dotted" }, { ...alone, kind: "box" })).toEqual({
      look: "outline",
      line: "dotted",
    });
  });
});

describe("maskPaint", () => {
  const truth = layer("truth", [
    [0, "road"],
    [2, "car"],
  ]);
  const legend = mergeLegend([column("a", truth)]);
  const strengths = (paint: ReturnType<typeof maskPaint>) => [paint.table.rgba[3], paint.table.rgba[11] ?? 0];

  it("paints a class in the colour of its label", () => {
    const { table, fill } = maskPaint(truth, legend, palette, OVERLAYS, null);
    expect([...table.rgba.subarray(8, 12)]).toEqual([1, 100, 200, 255]);
    expect(fill).toBe(defaultOpacity(legend.groups[0], false, "fill"));
  });

  it("leaves a hidden class transparent, at once", () => {
    expect(strengths(maskPaint(truth, legend, palette, toggleClass(OVERLAYS, "car"), null))).toEqual([
      255, 0,
    ]);
  });

  it("fills as strongly as the trait says", () => {
    expect(maskPaint(truth, legend, palette, setOpacity(OVERLAYS, "truth", 1), null).fill).toBe(1);
  });

  it("raises one class, even a hidden one, and lowers the others", () => {
    const { fill, ...paint } = maskPaint(truth, legend, palette, toggleClass(OVERLAYS, "car"), "car");
    const [road, car] = strengths({ fill, ...paint });
    expect(car).toBe(255);
    expect(road).toBeLessThan(50);
    expect(fill).toBeGreaterThan(0.7);
  });

  it("leaves a layer as it is that does not know the raised class", () => {
    expect(strengths(maskPaint(truth, legend, palette, OVERLAYS, "bird"))).toEqual([255, 255]);
  });
});

it("draws a box without a class in grey", () => {
  expect(colorOf(null, mergeLegend([]), palette).css).toBe("rgb(187 187 187)");
});
