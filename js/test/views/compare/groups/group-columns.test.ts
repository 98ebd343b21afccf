import { expect, test } from "vitest";
import {
  cardHeight,
  groupHeight,
  lanesOf,
  layColumns,
} from "../../../../src/views/compare/groups/group-columns";
import type { ColumnInfo } from "../../../../src/wire";

const column = (name: string, kind: ColumnInfo["kind"]): ColumnInfo => ({
  name,
  kind,
  type: kind,
  integer: false,
  layers: [],
});
const COLUMNS = [
  column("id", "text"),
  column("image", "image"),
  column("margin", "number"),
  column("pred", "text"),
  column("label", "text"),
  column("boxes", "list"),
];
const options = {
  columns: COLUMNS,
  by: "pred",
  keys: ["id"],
  panels: {},
  tables: 2,
  digits: 2,
  keyPx: 60,
  room: 1100,
};

const ids = (more: Partial<typeof options> = {}) => layColumns({ ...options, ...more }).map(({ id }) => id);

test("key, rows, pictures, then the others; what tables are grouped by and matched on says nothing", () => {
  expect(ids()).toEqual(["key", "rows", "pictures image", "histogram margin", "mean margin", "values label"]);
});

test("the columns fill the view, and keep their widths where there is no room", () => {
  const width = (room: number) => layColumns({ ...options, room }).reduce((sum, part) => sum + part.width, 0);
  expect(width(1400)).toBe(1400);
  expect(width(500)).toBe(width(0));
});

test("a column is shown as chosen; many numbers are shown in one way", () => {
  expect(ids({ panels: { margin: "mean" } as never })).toContain("mean margin");
  expect(ids({ panels: { margin: "mean" } as never })).not.toContain("histogram margin");
  const many = ["a", "b", "c"].map((name) => column(name, "number"));
  expect(ids({ columns: many })).toEqual(["key", "rows", "histogram a", "histogram b", "histogram c"]);
});

test("a group has a lane of 20 px per table", () => {
  expect([1, 2, 4, 8].map(groupHeight)).toEqual([64, 64, 104, 184]);
  expect(cardHeight(layColumns(options), 2)).toBe(9 + 32 + 52 + 52 + 56 + 52 + 52);
});

test("a column that is no column of lanes is the same in all tables", () => {
  expect(lanesOf(column("pred", "text"), 2)).toEqual(["pred", "pred"]);
});
