import { describe, expect, it } from "vitest";
import type { Thumbnail } from "../../../../src/thumbnails";
import {
  comparedModes,
  pictureModeOf,
  stagePanes,
} from "../../../../src/views/compare/pictures/compared-contents";
import { findsOf, withOneTruth } from "../../../../src/views/compare/pictures/lane-layers";
import type { Pane, PicturePlan } from "../../../../src/views/compare/pictures/pane-plan";
import type { Box, ColumnInfo } from "../../../../src/wire";

const BOXES: PicturePlan = { what: "boxes", hasTruth: false, tables: 2 };
const TRUTH = ["truth"];

const box = (min_x: number, score?: number): Box => ({
  min_x,
  max_x: min_x + 10,
  min_y: 0,
  max_y: 10,
  class_id: 0,
  caption: null,
  scores: score === undefined ? {} : { score },
});
const column = (k: number): ColumnInfo => ({
  name: `${k}.photo`,
  kind: "image",
  type: "image-file",
  integer: false,
  layers: ["truth", `v${k} found`].map((group) => ({
    group,
    kind: "box",
    classes: [[0, "cow"]],
    score_keys: [],
  })),
});
const side = (k: number, truth: Box[], found: Box[], width = 640) => ({
  side: k,
  column: column(k),
  picture: {
    photo: {} as Thumbnail["photo"],
    width,
    height: 480,
    masks: [],
    boxes: [
      { group: "truth", boxes: truth },
      { group: `v${k} found`, boxes: found },
    ],
    caption: null,
  } satisfies Thumbnail,
});
const ALL = { hidden_classes: [], hidden_groups: [], scores: {} };
const groups = (boxes: readonly { group: string }[] | undefined) => boxes?.map(({ group }) => group);

describe("stagePanes", () => {
  const pictures = [side(0, [box(0)], [box(1, 0.9)]), side(1, [box(0)], [box(100, 0.9)])];

  it("draws what is true with each table's boxes", () => {
    const panes: Pane[] = [0, 1].map((k) => ({ kind: "table", side: k, withTruth: true }));
    const shown = stagePanes(panes, "side", pictures, TRUTH, BOXES);
    expect(shown.map(({ contents }) => groups(contents[0]?.picture?.boxes))).toEqual([
      ["truth", "v0 found"],
      ["truth", "v1 found"],
    ]);
  });

  it("lays all tables over one photo, and what is true once", () => {
    const [pane] = stagePanes([], "overlay", pictures, TRUTH, BOXES);
    expect(pane?.pane).toEqual({ kind: "overlay", sides: [0, 1] });
    expect(groups(pane?.contents[0]?.picture?.boxes)).toEqual(["truth", "v0 found", "v1 found"]);
  });

  it("leaves out of it what was drawn for a picture of another size", () => {
    const other = [pictures[0] ?? null, side(1, [], [box(1)], 320)];
    const [pane] = stagePanes([], "overlay", other, TRUTH, BOXES);
    expect(groups(pane?.contents[0]?.picture?.boxes)).toEqual(["truth", "v0 found"]);
  });

  it("has a pane for a picture that is on its way, and one for what is not there", () => {
    const waiting = { side: 0, column: column(0), picture: null };
    const panes: Pane[] = [
      { kind: "table", side: 0, withTruth: true },
      { kind: "gone", side: 1, why: "row" },
    ];
    const shown = stagePanes(panes, "side", [waiting, null], TRUTH, BOXES);
    expect(shown.map(({ contents }) => contents.map(({ picture }) => picture))).toEqual([[null], []]);
  });
});

describe("findsOf", () => {
  const pictures = [side(0, [box(0)], [box(1, 0.9)]), side(1, [box(0)], [box(100, 0.9)])];

  it("judges all tables by the true boxes of one", () => {
    const [first = null] = pictures;
    expect(findsOf(pictures, first, TRUTH, ALL)).toMatchObject({ only: [1, 0], wrong: [0, 1], missed: 0 });
  });

  it("judges each by its own where they do not agree", () => {
    const apart = [side(0, [box(0)], [box(1, 0.9)]), side(1, [box(100)], [box(100, 0.9)])];
    expect(findsOf(apart, null, TRUTH, ALL)).toMatchObject({ only: [1, 1], wrong: [0, 0], missed: 0 });
  });

  it("has nothing to say where nobody says what is true", () => {
    expect(findsOf(pictures, null, [], ALL)).toBeNull();
  });
});

it("gives a true box one fate in all pictures", () => {
  const [first, second] = [side(0, [box(0)], []), side(1, [box(0)], [box(5)])];
  const [, unified] = withOneTruth([first, second], first, TRUTH);
  expect(unified?.picture.boxes[0]?.boxes[0]).toBe(first.picture.boxes[0]?.boxes[0]);
  expect(groups(unified?.picture.boxes)).toEqual(["truth", "v1 found"]);
});

it("has the modes that make sense", () => {
  expect(comparedModes(BOXES, 1)).toEqual(["side"]);
  expect(comparedModes({ ...BOXES, what: "photos" }, 2)).toEqual(["side", "swipe", "difference"]);
  expect(["side", "overlay", "swipe", "difference"].map((mode) => pictureModeOf(mode as "side"))).toEqual([
    "beside",
    null,
    "swipe",
    "differences",
  ]);
});
