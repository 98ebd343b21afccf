import { describe, expect, it } from "vitest";
import { mergeLegend } from "../../src/overlays";
import { labelAt } from "../../src/panels/label-at";
import { paintMasks, type Scene, shownBoxes } from "../../src/panels/paint";
import { readColor } from "../../src/pixels/colors";
import { type Mask, samplingOfWhole } from "../../src/pixels/masks";
import { figuresOf } from "../../src/views/class-figures";
import { poolShares } from "../../src/views/classes-panel";
import { shareText } from "../../src/views/overlay-controls";
import { zoomText } from "../../src/views/pane-drawing";
import { tagText } from "../../src/views/pane-tags";

import type { Box, ColumnInfo, Layer } from "../../src/wire";
import { OVERLAYS } from "../traits";

const classes: [number, string][] = [
  [0, "road"],
  [1, "car"],
];
const layer = (group: string, kind: Layer["kind"] = "mask"): Layer => ({
  group,
  kind,
  classes,
  score_keys: [],
});
const column: ColumnInfo = {
  name: "image",
  kind: "image",
  type: "image-file",
  integer: false,
  layers: [layer("ground_truth"), layer("model"), layer("found", "box")],
};
const palette = ["#ff0000", "#0000ff"].map(readColor);
const scene: Scene = {
  column,
  legend: mergeLegend([column]),
  palette,
  overlays: { ...OVERLAYS, opacity: { ground_truth: 1, model: 1 } },
  raised: null,
};
const hiding = (change: Partial<Scene["overlays"]>): Scene => ({
  ...scene,
  overlays: { ...scene.overlays, ...change },
});
const mask = (...ids: number[]): Mask => ({ ids: Uint8Array.from(ids), width: ids.length, height: 1 });
const box = (min_x: number, max_x: number, class_id: number | null, extra: Partial<Box> = {}): Box => {
  return { min_x, max_x, min_y: 0, max_y: 10, class_id, caption: null, scores: {}, ...extra };
};

describe("paintMasks", () => {
  const masks = [
    { group: "model", mask: mask(1, 1, 1, 1) },
    { group: "ground_truth", mask: mask(0, 0, 1, 1) },
  ];
  const paint = (shown: Scene) =>
    paintMasks(masks, (m) => samplingOfWhole(m, 4, 1), 4, 1, shown, { isLarge: false, pixelRatio: 1 });
  const pixel = (out: Uint8ClampedArray, i: number) => [...out.subarray(i * 4, i * 4 + 4)];

  it("draws the truth as a line over the fill of the prediction", () => {
    const out = paint(scene);
    expect(pixel(out, 0)).toEqual([0, 0, 255, 255]);
    expect(pixel(out, 1)).toEqual([255, 0, 0, 255]);
  });

  it("fills the truth when it is alone", () => {
    const out = paint(hiding({ hidden_groups: ["model"] }));
    expect(pixel(out, 0)).toEqual([255, 0, 0, 255]);
    expect(pixel(out, 3)).toEqual([0, 0, 255, 255]);
  });

  it("leaves a hidden class out of fills and lines", () => {
    const out = paint(hiding({ hidden_classes: ["car"] }));
    expect(pixel(out, 3)).toEqual([0, 0, 0, 0]);
  });
});

describe("shownBoxes", () => {
  const at = { left: 0, top: 0, scaleX: 2, scaleY: 2 };
  const groups = [{ group: "found", boxes: [box(0, 4, 1), box(0, 9, 0)] }];

  it("puts the large ones first and names them", () => {
    const shown = shownBoxes(groups, at, scene);
    expect(shown.map(({ label, rect }) => [label, rect.w])).toEqual([
      ["road", 18],
      ["car", 8],
    ]);
  });

  it("leaves out hidden classes and groups, but not a box without a class", () => {
    expect(shownBoxes(groups, at, hiding({ hidden_classes: ["car"] }))).toHaveLength(1);
    expect(shownBoxes(groups, at, hiding({ hidden_groups: ["found"] }))).toHaveLength(0);
    const nameless = [{ group: "found", boxes: [box(0, 1, null)] }];
    expect(shownBoxes(nameless, at, hiding({ hidden_classes: ["car", "road"] }))).toHaveLength(1);
  });
});

describe("labelAt", () => {
  const picture = {
    width: 4,
    height: 10,
    masks: [{ group: "model", mask: mask(0, 0, 1, 1) }],
    boxes: [{ group: "found", boxes: [box(0, 1, 1)] }],
  };

  it("names the box under the pointer before the mask", () => {
    expect(labelAt(picture, 0.1, 0.5, scene)).toBe("car");
    expect(labelAt(picture, 0.4, 0.5, scene)).toBe("road");
  });

  it("names nothing that is hidden", () => {
    expect(labelAt(picture, 0.4, 0.5, hiding({ hidden_classes: ["road"] }))).toBeNull();
    expect(labelAt(picture, 0.9, 0.5, hiding({ hidden_groups: ["model"] }))).toBeNull();
  });
});

it.each([
  [box(0, 1, 1, { caption: "a red car", scores: { p: 0.5 } }), "car", "a red car 0.50"],
  [box(0, 1, 1, { caption: "car 50 %", scores: { p: 0.5 } }), "car", "car 50 %"],
  [box(0, 1, 1, { scores: { p: 0.987 } }), "car", "car 0.99"],
  [box(0, 1, 7), null, "class 7"],
  [box(0, 1, null), null, "box"],
])("a tag reads %#", (entry, label, text) => {
  expect(tagText({ box: entry, label })).toBe(text);
});

it("counts pixels of a mask and boxes of a class", () => {
  const picture = {
    masks: [{ group: "model", mask: mask(0, 1, 1, 9) }],
    boxes: [{ group: "found", boxes: [box(0, 1, 1), box(0, 1, 1), box(0, 1, null)] }],
  };
  expect([...figuresOf(layer("model"), picture)]).toEqual([
    ["road", 0.25],
    ["car", 0.5],
  ]);
  expect([...figuresOf(layer("found", "box"), picture)]).toEqual([["car", 2]]);
  expect(figuresOf(layer("ground_truth"), picture).size).toBe(0);
});

describe("poolShares", () => {
  const summary = (group: string, kind: Layer["kind"], share: number) => ({
    group,
    kind,
    classes: [{ class_id: 1, count: 3, share }],
  });

  it("takes the mean over the groups of masks", () => {
    const layers = [
      summary("ground_truth", "mask", 0.2),
      summary("model", "mask", 0.4),
      summary("found", "box", 1),
    ];
    const { of, byLabel } = poolShares([column], { image: { kind: "image", layers } });
    expect(of).toBe("pixels");
    expect(byLabel.get("car")).toBeCloseTo(0.3);
  });

  it("takes boxes where there are no masks", () => {
    const { of, byLabel } = poolShares([column], {
      image: { kind: "image", layers: [summary("found", "box", 0.7)] },
    });
    expect(of).toBe("boxes");
    expect(byLabel.get("car")).toBe(0.7);
  });

  it("is empty without a summary", () => {
    expect(poolShares([column], { image: { kind: "none" } }).byLabel.size).toBe(0);
  });
});

it.each([
  [0, "0 %"],
  [0.0001, "< 0.1 %"],
  [0.0312, "3.1 %"],
  [1, "100 %"],
])("a share of %d reads %s", (share, text) => {
  expect(shareText(share)).toBe(text);
});

it("writes the zoom in screen pixels per image pixel", () => {
  expect(zoomText({ x: 0.5, y: 0.5, zoom: 2 }, { width: 100, height: 50 }, { width: 150, height: 100 })).toBe(
    "300 %",
  );
  expect(zoomText({ x: 0.5, y: 0.5, zoom: 2 }, null, { width: 0, height: 0 })).toBe("");
});
