import { describe, expect, it } from "vitest";
import type { Lane } from "../../../../src/views/compare/merged-columns";
import {
  isOneFile,
  isOneTruth,
  panesOf,
  planOf,
  roomFor,
  slotsOf,
  widthFor,
} from "../../../../src/views/compare/pictures/pane-plan";
import type { ColumnInfo, Layer } from "../../../../src/wire";

const layer = (group: string, kind: Layer["kind"], source = group): Layer => ({
  group,
  kind,
  source,
  classes: [[0, "road"]],
  score_keys: [],
});
const column = (name: string, ...layers: Layer[]): ColumnInfo => ({
  name,
  kind: "image",
  type: "image-file",
  integer: false,
  layers,
});
const masked = [0, 1, 2].map((k) =>
  column(`${k}.image`, layer("truth", "mask"), layer(`v${k} pred`, "mask", "pred")),
);
const boxed = [0, 1].map((k) =>
  column(`${k}.photo`, layer("truth", "box"), layer(`v${k} found`, "box", "found")),
);
const plain = [column("0.photo"), column("1.photo")];
const cell = (digest: string, truth: string | null = "t"): Lane => ({
  missing: null,
  value: { digest, masks: truth === null ? {} : { truth: { digest: truth }, pred: { digest: "p" } } },
});
const NO_ROW: Lane = { missing: "row" };

describe("planOf", () => {
  it("has a picture for true masks, and draws true boxes with each table's", () => {
    expect(planOf(masked, ["truth"], [])).toEqual({ what: "masks", hasTruth: true, tables: 3 });
    expect(planOf(boxed, ["truth"], [])).toEqual({ what: "boxes", hasTruth: false, tables: 2 });
    expect(planOf(plain, [], [])).toEqual({ what: "photos", hasTruth: false, tables: 2 });
  });

  it("leaves out what is hidden", () => {
    expect(planOf(masked, ["truth"], ["truth"]).hasTruth).toBe(false);
    expect(planOf(boxed, ["truth"], ["truth", "v0 found", "v1 found"]).what).toBe("photos");
  });

  it("has no picture for a truth that nothing is held against", () => {
    expect(planOf([column("0.image", layer("truth", "mask"))], ["truth"], []).hasTruth).toBe(false);
  });
});

describe("panesOf", () => {
  const plan = planOf(masked.slice(0, 2), ["truth"], []);
  const panes = (mode: "beside" | "swipe" | "differences", ...lanes: Lane[]) =>
    panesOf(mode, planOf(masked.slice(0, lanes.length), ["truth"], []), lanes, masked, ["truth"]);

  it("sets the truth before each table", () => {
    expect(panes("beside", cell("a"), cell("a"))).toEqual([
      { kind: "truth", side: 0 },
      { kind: "table", side: 0, withTruth: false },
      { kind: "table", side: 1, withTruth: false },
    ]);
  });

  it("says where a table has no such row, and takes the truth from one that has", () => {
    expect(panes("differences", NO_ROW, cell("a"))).toEqual([
      { kind: "truth", side: 1 },
      { kind: "gone", side: 0, why: "row" },
      { kind: "table", side: 1, withTruth: false },
    ]);
  });

  it("holds each of many tables against the first", () => {
    expect(panes("swipe", cell("a"), cell("a"), cell("a")).slice(1)).toEqual([
      { kind: "swipe", sides: [0, 1] },
      { kind: "swipe", sides: [0, 2] },
    ]);
    expect(panes("differences", cell("a"), cell("a"), cell("a")).at(-1)).toEqual({
      kind: "differences",
      sides: [0, 1, 2],
    });
  });

  it("draws each table's truth with it where they do not say the same", () => {
    expect(panes("beside", cell("a", "t"), cell("b", "u"))).toEqual([
      { kind: "gone", side: null, why: "truth" },
      { kind: "table", side: 0, withTruth: true },
      { kind: "table", side: 1, withTruth: true },
    ]);
  });

  it("shows a file once that no table draws over", () => {
    const photos = planOf(plain, [], []);
    const of = (mode: "beside" | "differences", ...lanes: Lane[]) => panesOf(mode, photos, lanes, plain, []);
    expect(of("beside", cell("a", null), cell("a", null))).toEqual([
      { kind: "same", side: 0, sides: [0, 1] },
    ]);
    expect(of("beside", cell("a", null), cell("b", null)).map(({ kind }) => kind)).toEqual([
      "table",
      "table",
    ]);
    expect(of("differences", cell("a", null), cell("a", null)).map(({ kind }) => kind)).toEqual([
      "differences",
    ]);
  });

  it("tells a table without the column from an empty cell", () => {
    const lanes: Lane[] = [{ missing: "column" }, { missing: null, value: null }];
    expect(panesOf("beside", plan, lanes, [null, masked[1] as ColumnInfo], []).slice(1)).toEqual([
      { kind: "gone", side: 0, why: "column" },
      { kind: "gone", side: 1, why: "empty" },
    ]);
  });
});

describe("one truth", () => {
  const two = masked.slice(0, 2);
  it.each<[string, Lane[], boolean, boolean]>([
    ["one file", [cell("a"), cell("a")], true, true],
    ["another file with the same truth", [cell("a"), cell("b")], true, false],
    ["another truth over one file", [cell("a", "t"), cell("a", "u")], false, true],
    ["a table that says nothing", [cell("a", "t"), cell("a", null)], true, true],
    ["a row that one has not", [cell("a"), NO_ROW], true, true],
  ])("%s", (_, lanes, isTruth, isFile) => {
    expect(isOneTruth(lanes, two, ["truth"])).toBe(isTruth);
    expect(isOneFile(lanes)).toBe(isFile);
  });

  it("reads boxes as well", () => {
    const at = (min_x: number): Lane => ({
      missing: null,
      value: { digest: "a", boxes: { truth: [{ min_x }], found: [] } },
    });
    expect(isOneTruth([at(1), at(1)], boxed, ["truth"])).toBe(true);
    expect(isOneTruth([at(1), at(2)], boxed, ["truth"])).toBe(false);
  });
});

describe("room", () => {
  it("is three pictures of 128 by 96 in a column of 408", () => {
    expect(roomFor(3, 408, 104)).toEqual({ columns: 3, width: 128, height: 96 });
    expect(widthFor(3, 104)).toBe(408);
  });

  it("wraps where lines make pictures larger", () => {
    expect(roomFor(9, 560, 180)).toEqual({ columns: 5, width: 105, height: 79 });
    expect(roomFor(3, 408, 400).columns).toBe(2);
    expect(widthFor(9, 180)).toBeLessThan(widthFor(9, 104) * 2);
  });

  it("counts the shares as one", () => {
    const plan = planOf(masked, ["truth"], []);
    expect([slotsOf(plan, "beside"), slotsOf(plan, "swipe"), slotsOf(plan, "differences")]).toEqual([
      4, 3, 3,
    ]);
  });
});
