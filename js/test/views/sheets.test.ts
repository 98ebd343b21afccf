import { describe, expect, it } from "vitest";
import { mergeLegend } from "../../src/overlays";
import type { Thumbnail } from "../../src/thumbnails";
import { agreementOf, judgeRow } from "../../src/views/judging";
import {
  contentsOf,
  firstMode,
  modesOf,
  pairOf,
  sheetsOf,
  titleOf,
  withoutRepeats,
} from "../../src/views/sheets";
import { outOfRange } from "../../src/views/viewer-notes";
import { isOffBy } from "../../src/views/viewer-panel";
import type { Box, ColumnInfo, Layer } from "../../src/wire";

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
const column = (name: string, ...layers: Layer[]): ColumnInfo => ({
  name,
  kind: "image",
  type: "image-file",
  integer: false,
  layers,
});
const picture = (masks: Record<string, number[]>, boxes: Thumbnail["boxes"] = [], width = 2): Thumbnail => ({
  photo: {} as HTMLImageElement,
  width,
  height: 1,
  masks: Object.entries(masks).map(([group, ids]) => ({
    group,
    mask: { ids: Uint8Array.from(ids), width: ids.length, height: 1 },
  })),
  boxes,
  caption: null,
});
const titles = (sheets: readonly Parameters<typeof titleOf>[0][]) => sheets.map(titleOf);

const one = column("scene", layer("model"), layer("ground_truth"));
const [truth, guess] = [
  column("truth", layer("ground_truth")),
  column("guess", layer("ground_truth"), layer("m")),
];
const of = (...columns: ColumnInfo[]) => sheetsOf(columns, mergeLegend(columns), []);

describe("sheets", () => {
  it("are the groups of all columns, what is true first", () => {
    expect(titles(of(one))).toEqual(["ground_truth", "model"]);
    expect(titles(of(column("photo"), one))).toEqual(["ground_truth", "photo", "model"]);
    expect(titles(sheetsOf([one], mergeLegend([one]), ["model"]))).toEqual(["ground_truth"]);
  });

  it("leave out what another column shows the same, but not what only has its name", () => {
    const pictures = new Map([
      ["truth", picture({ ground_truth: [0, 1] })],
      ["guess", picture({ ground_truth: [0, 1], m: [1, 1] })],
    ]);
    const pictureOf = ({ name }: ColumnInfo) => pictures.get(name) ?? null;
    const kept = withoutRepeats(of(truth, guess), guess, pictureOf);
    expect(kept.map(({ column, group }) => [column.name, group])).toEqual([
      ["guess", "ground_truth"],
      ["guess", "m"],
    ]);
    pictures.set("truth", picture({ ground_truth: [1, 1] }));
    expect(withoutRepeats(of(truth, guess), guess, pictureOf)).toHaveLength(3);
  });
});

describe("modes", () => {
  it("are those that make sense", () => {
    expect(modesOf(of(column("photo")))).toEqual(["overlay"]);
    expect(modesOf(of(column("before"), column("after")))).toEqual(["side", "overlay", "swipe"]);
    expect(modesOf(of(one))).toEqual(["side", "overlay", "swipe", "difference"]);
    const boxed = column("photo", layer("ground_truth", "box"), layer("model", "box"));
    expect(modesOf(of(boxed))).toEqual(["side", "overlay"]);
  });

  it("begin with masks beside each other, or under a divider where it is narrow", () => {
    expect(firstMode(of(one), false)).toBe("side");
    expect(firstMode(of(one), true)).toBe("swipe");
    expect(firstMode(of(column("a"), column("b")), false)).toBe("overlay");
  });
});

describe("contents", () => {
  const pictureOf = ({ name }: ColumnInfo) =>
    name === "truth" ? picture({ ground_truth: [0, 1] }) : picture({ ground_truth: [0, 0], m: [1, 1] });

  it("of panes side by side have one group each", () => {
    const panes = contentsOf("side", of(one), one, () => picture({ model: [1, 1], ground_truth: [0, 1] }));
    expect(panes.map(({ picture }) => picture?.masks.map(({ group }) => group))).toEqual([
      ["ground_truth"],
      ["model"],
    ]);
  });

  it("over each other take the open column's side where a group is in both", () => {
    const [pane] = contentsOf("overlay", of(truth, guess), guess, pictureOf);
    expect(pane?.picture?.masks.map(({ mask }) => [...mask.ids])).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });

  it("over each other leave out what was drawn for a picture of another size", () => {
    const sizes = ({ name }: ColumnInfo) =>
      name === "truth" ? picture({ ground_truth: [0, 1] }, [], 4) : picture({ m: [1, 1] });
    const other = column("guess", layer("m"));
    const [pane] = contentsOf("overlay", of(truth, other), other, sizes);
    expect(pane?.picture?.masks.map(({ group }) => group)).toEqual(["m"]);
  });
});

it("compares the true mask with the first other, wherever they are", () => {
  expect(pairOf(of(truth, guess))?.map(({ column }) => column.name)).toEqual(["truth", "guess"]);
  const pictureOf = ({ name }: ColumnInfo) =>
    name === "truth" ? picture({ ground_truth: [0, 1] }) : picture({ m: [1, 1] });
  expect(agreementOf(of(truth, guess), pictureOf)).toMatchObject({ scored: 2, right: 1 });
  expect(agreementOf(of(truth, guess), () => null)).toBeNull();
});

describe("boxes", () => {
  const box = (p: number | null): Box => ({
    min_x: 0,
    max_x: 1,
    min_y: 0,
    max_y: 1,
    class_id: 0,
    caption: null,
    scores: p === null ? {} : { p },
  });
  const boxed = column("photo", layer("ground_truth", "box"), layer("model", "box"));
  const row = picture({}, [
    { group: "ground_truth", boxes: [box(null)] },
    { group: "model", boxes: [box(0.3)] },
  ]);

  it("are judged within the score range", () => {
    expect(judgeRow(of(boxed), () => row, {}, 0.5)?.counts.matched).toBe(1);
    const none = judgeRow(of(boxed), () => row, { model: { p: [0.5, null] } }, 0.5);
    expect(none?.counts).toEqual({ matched: 0, "false positive": 0, missed: 1 });
    expect(judgeRow(of(column("photo", layer("model", "box"))), () => row, {}, 0.5)).toBeNull();
  });

  it("that no range leaves are counted by side", () => {
    const content = { key: "photo", picture: row };
    expect(outOfRange([content], { model: { p: [0.5, null] } })).toMatchObject([{ below: 1, above: 0 }]);
    expect(outOfRange([content], { model: { p: [null, 0.1] } })).toMatchObject([{ below: 0, above: 1 }]);
    expect(outOfRange([content], { model: { p: [0.1, null] } })).toEqual([]);
  });
});

it("holds nothing against a group that is not true by its name", () => {
  const models = column("photo", layer("model_a", "box"), layer("model_b", "box"));
  expect(judgeRow(of(models), () => picture({}), {}, 0.5)).toBeNull();
  expect(of(models).map(({ isTruth, isNamed }) => [isTruth, isNamed])).toEqual([
    [true, false],
    [false, false],
  ]);
});

it.each([
  [0.1, 0.149, false],
  [0.1, 0.16, true],
  [0.1, 0.04, true],
  [0, 0.0009, false],
  [0, 0.01, true],
])("a true share of %d predicted as %d is off: %j", (truth, guess, isOff) => {
  expect(isOffBy(truth, guess)).toBe(isOff);
});
