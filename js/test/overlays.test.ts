import { describe, expect, it } from "vitest";
import {
  colorOf,
  defaultOpacity,
  maskPaint,
  mergeLegend,
  onlyClass,
  setOpacity,
  showAllClasses,
  toggleClass,
  toggleGroup,
} from "../src/overlays";
import { readColor } from "../src/pixels/colors";
import type { ColumnInfo, Layer, Overlays } from "../src/wire";

const layer = (group: string, classes: [number, string][], kind: Layer["kind"] = "mask"): Layer => ({
  group,
  kind,
  classes,
  score_keys: [],
});
const column = (name: string, ...layers: Layer[]): ColumnInfo => ({
  name,
  kind: "image",
  integer: false,
  layers,
});
const overlays: Overlays = {
  hidden_classes: [],
  hidden_groups: [],
  opacity: {},
  styles: {},
  labels: true,
  scores: {},
  colors: {},
};
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
    expect(classes[12]).toEqual({ label: "class 12", color: 0, isRepeat: true });
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

describe("switching", () => {
  it("hides a class and shows it again, and never changes the value it was given", () => {
    const hidden = toggleClass(overlays, "car");
    expect(hidden.hidden_classes).toEqual(["car"]);
    expect(overlays.hidden_classes).toEqual([]);
    expect(toggleClass(hidden, "car").hidden_classes).toEqual([]);
  });

  it("leaves one class alone; again, shows all", () => {
    const labels = ["road", "car", "person"];
    const alone = onlyClass(overlays, "car", labels);
    expect(alone.hidden_classes).toEqual(["road", "person"]);
    expect(onlyClass(alone, "car", labels).hidden_classes).toEqual([]);
    expect(onlyClass(alone, "road", labels).hidden_classes).toEqual(["car", "person"]);
  });

  it("shows all", () => {
    expect(showAllClasses({ ...overlays, hidden_classes: ["car"] }).hidden_classes).toEqual([]);
  });

  it("hides groups and sets their opacity", () => {
    expect(toggleGroup(overlays, "truth").hidden_groups).toEqual(["truth"]);
    expect(setOpacity(overlays, "truth", 0.2).opacity).toEqual({ truth: 0.2 });
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
    const { table, fill } = maskPaint(truth, legend, palette, overlays, null);
    expect([...table.rgba.subarray(8, 12)]).toEqual([1, 100, 200, 255]);
    expect(fill).toBe(defaultOpacity(legend.groups[0]));
  });

  it("leaves a hidden class transparent, at once", () => {
    expect(strengths(maskPaint(truth, legend, palette, toggleClass(overlays, "car"), null))).toEqual([
      255, 0,
    ]);
  });

  it("fills as strongly as the trait says", () => {
    expect(maskPaint(truth, legend, palette, setOpacity(overlays, "truth", 1), null).fill).toBe(1);
  });

  it("raises one class, even a hidden one, and lowers the others", () => {
    const { fill, ...paint } = maskPaint(truth, legend, palette, toggleClass(overlays, "car"), "car");
    const [road, car] = strengths({ fill, ...paint });
    expect(car).toBe(255);
    expect(road).toBeLessThan(50);
    expect(fill).toBeGreaterThan(0.7);
  });

  it("leaves a layer as it is that does not know the raised class", () => {
    expect(strengths(maskPaint(truth, legend, palette, overlays, "bird"))).toEqual([255, 255]);
  });
});

it("draws a box without a class in grey", () => {
  expect(colorOf(null, mergeLegend([]), palette).css).toBe("rgb(187 187 187)");
});
