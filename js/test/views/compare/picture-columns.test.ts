import { describe, expect, it } from "vitest";
import { mergeLegend } from "../../../src/overlays";
import { groupIn, pictureColumns, withGroupNames } from "../../../src/views/compare/picture-columns";
import type { ComparedInfo, Comparison } from "../../../src/views/compare/wire";
import type { ColumnInfo, Layer } from "../../../src/wire";

const layer = (group: string, kind: Layer["kind"] = "mask", ...labels: string[]): Layer => ({
  group,
  kind,
  classes: labels.map((label, id) => [id, label]),
  score_keys: kind === "box" ? ["score"] : [],
});
const column = (name: string, ...layers: Layer[]): ColumnInfo => ({
  name,
  kind: "image",
  type: "image-file",
  integer: false,
  layers,
});
const UNNAMED = { truth: null, prediction: null };
const names = (layers: readonly Layer[]) => layers.map(({ group }) => group);

describe("pictureColumns", () => {
  const [a, b] = [
    column("0.image", layer("ground_truth", "mask", "road"), layer("pred", "mask", "road")),
    column("1.image", layer("ground_truth", "mask", "road", "car"), layer("pred", "mask", "road")),
  ];

  it("names a table's groups by its label, and what is true once", () => {
    const { lanes, layers, truth } = pictureColumns("image", ["v0", "v1"], [a, b], UNNAMED);
    expect(lanes.map((lane) => names(lane?.layers ?? []))).toEqual([
      ["ground_truth", "v0 pred"],
      ["ground_truth", "v1 pred"],
    ]);
    expect(names(layers)).toEqual(["ground_truth", "v0 pred", "v1 pred"]);
    expect(truth).toEqual(["ground_truth"]);
  });

  it("keeps what Python calls a group, and the name of the column that it is asked by", () => {
    const { lanes } = pictureColumns("image", ["v0", "v1"], [a, b], UNNAMED);
    expect(lanes[1]?.name).toBe("1.image");
    expect(lanes[1]?.layers.map(({ source }) => source)).toEqual(["ground_truth", "pred"]);
  });

  it("gathers the classes of all tables", () => {
    const { layers } = pictureColumns("image", ["v0", "v1"], [a, b], UNNAMED);
    expect(layers[0]?.classes).toEqual([
      [0, "road"],
      [1, "car"],
    ]);
  });

  it("takes truth and prediction from the comparison before names", () => {
    const odd = column("0.photo", layer("one", "box"), layer("two", "box"), layer("three", "box"));
    const named = { truth: "photo.two", prediction: "photo.boxes.one" };
    const { lanes, truth } = pictureColumns("photo", ["small"], [odd], named);
    expect(truth).toEqual(["two"]);
    expect(names(lanes[0]?.layers ?? [])).toEqual(["small one", "two"]);
  });

  it("leaves another column's truth alone", () => {
    const { truth } = pictureColumns("image", ["v0"], [a], { truth: "label", prediction: "pred" });
    expect(truth).toEqual(["ground_truth"]);
  });

  it("takes no group for true where none is named so", () => {
    const plain = column("0.image", layer("pred"));
    const { layers, truth } = pictureColumns("image", ["v0", "v1"], [plain, null], UNNAMED);
    expect(truth).toEqual([]);
    const { groups, hasTruth } = mergeLegend([{ ...plain, layers }], {}, truth);
    expect(groups.map(({ name, isTruth }) => [name, isTruth])).toEqual([["v0 pred", false]]);
    expect(hasTruth).toBe(false);
  });

  it("keeps the place of a table without the column", () => {
    const { lanes } = pictureColumns("image", ["v0", "v1"], [null, b], UNNAMED);
    expect(lanes[0]).toBeNull();
    expect(names(lanes[1]?.layers ?? [])).toEqual(["ground_truth", "v1 pred"]);
  });
});

describe("groupIn", () => {
  it.each([
    ["photo.truth", "truth"],
    ["photo.boxes.truth", "truth"],
    ["photo.masks.a.b", "a.b"],
    ["label", null],
    ["photos.truth", null],
    [null, null],
  ])("reads %s", (expression, group) => {
    expect(groupIn(expression, "photo")).toBe(group);
  });
});

describe("withGroupNames", () => {
  const side = (version: string) => ({ label: version, title: "eval", version, note: "", row_count: 1 });
  const info = (versions: string[], lanes: (string | null)[], ...columns: ColumnInfo[]): ComparedInfo => ({
    title: "",
    subtitle: "",
    row_count: 1,
    edition: 0,
    columns,
    comparison: {
      sides: versions.map(side),
      how: "compare",
      keys: [],
      duplicates: "pair",
      matching: {} as ComparedInfo["comparison"]["matching"],
      columns: [{ name: "image", kind: "image", lanes }],
      present: [],
      right: null,
      quick: [],
    },
  });
  const comparison = { ...UNNAMED } as Comparison;
  const [a, b] = [
    column("0.image", layer("truth"), layer("pred")),
    column("1.image", layer("truth"), layer("pred")),
  ];

  it("renames in image columns alone, and says what is true", () => {
    const named = withGroupNames(
      info(["v0", "v1"], ["0.image", "1.image"], column("0.acc"), a, b),
      comparison,
    );
    expect(named.columns.map(({ name, layers }) => [name, names(layers)])).toEqual([
      ["0.acc", []],
      ["0.image", ["truth", "v0 pred"]],
      ["1.image", ["truth", "v1 pred"]],
    ]);
    expect(named.truth).toEqual(["truth"]);
  });

  it("tells tables of one name apart", () => {
    const named = withGroupNames(info(["v0", "v0"], ["0.image", "1.image"], a, b), comparison);
    expect(names(named.columns[1]?.layers ?? [])).toEqual(["truth", "v0 (2) pred"]);
  });

  it("leaves a column that tables share as it is", () => {
    const shared = column("image", layer("truth"), layer("pred"));
    const named = withGroupNames(info(["v0", "v1"], ["image", "image"], shared), comparison);
    expect(named.columns[0]).toBe(shared);
    expect(named.truth).toEqual(["truth"]);
  });
});
