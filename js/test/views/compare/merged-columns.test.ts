import { expect, test } from "vitest";
import { EMPTY_QUERY } from "../../../src/query-edit";
import type { Row } from "../../../src/rows";
import {
  isKeyColumn,
  isLaneColumn,
  MergedRow,
  mergeOf,
  mergeQuery,
  splitQuery,
} from "../../../src/views/compare/merged-columns";
import type { ComparedInfo, LaneColumn } from "../../../src/views/compare/wire";
import type { ColumnInfo, Kind } from "../../../src/wire";

const column = (name: string, kind: Kind = "number"): ColumnInfo => ({
  name,
  kind,
  type: kind,
  integer: false,
  layers: [],
});

const side = (label: string) => ({ label, title: "eval", version: label, note: "", row_count: 3 });

function info(
  columns: LaneColumn[],
  flat: ColumnInfo[],
  how: "compare" | "concat" = "compare",
): ComparedInfo {
  return {
    title: "eval",
    subtitle: "",
    row_count: 3,
    edition: 0,
    columns: flat,
    comparison: {
      sides: [side("v0"), side("v1")],
      how,
      keys: [{ name: "id", columns: ["id", "id"] }],
      duplicates: "pair",
      matching: {
        in_all: 1,
        in_some: 0,
        total: 3,
        only_in: [1, 1],
        repeated_keys: [0, 0],
        repeated_rows: [0, 0],
        empty_keys: [0, 0],
        aside: [0, 0],
      },
      columns,
      present: ["0.present", "1.present"],
      right: null,
      quick: [],
    },
  };
}

const COMPARED = info(
  [
    { name: "id", kind: "text", lanes: ["id", "id"] },
    { name: "acc", kind: "number", lanes: ["0.acc", "1.acc"] },
    { name: "note", kind: "text", lanes: [null, "1.note"] },
  ],
  [
    column("id", "text"),
    column("0.acc"),
    column("1.acc"),
    column("1.note", "text"),
    column("0.present", "boolean"),
    column("gain"),
  ],
);

test("columns of the tables become columns of lanes, and a key stays one", () => {
  const { columns } = mergeOf(COMPARED);
  expect(columns.map(({ name }) => name)).toEqual(["id", "acc", "note", "gain"]);
  expect(columns.map(isLaneColumn)).toEqual([false, true, true, false]);
  expect(columns.map(isKeyColumn)).toEqual([true, false, false, false]);
  expect(columns[2]?.lanes).toEqual([null, "1.note"]);
});

test("a column of differing kinds is of any kind", () => {
  const differing = info(
    [{ name: "x", kind: "any", lanes: ["0.x", "1.x"] }],
    [column("0.x"), column("1.x", "text")],
  );
  expect(mergeOf(differing).columns[0]?.kind).toBe("any");
});

test("tables after each other have no lanes", () => {
  const flat = [column("acc"), column("table", "text")];
  const lanes = [{ name: "acc", kind: "number" as const, lanes: ["acc", "acc"] }];
  const { columns, lanes: merged } = mergeOf(info(lanes, flat, "concat"));
  expect(columns.map(({ name }) => name)).toEqual(["acc", "table"]);
  expect(merged.size).toBe(0);
});

test("a query goes to Python with the columns of the tables and comes back with columns of lanes", () => {
  const merge = mergeOf(COMPARED);
  const shown = { ...EMPTY_QUERY, columns: ["acc", "id", "note"], panels: { acc: "lane-text" } };
  const sent = splitQuery(shown, merge);
  expect(sent.columns).toEqual(["0.acc", "1.acc", "id", "1.note"]);
  expect(sent.panels).toEqual({ "0.acc": "lane-text", "1.acc": "lane-text" });
  expect(mergeQuery(sent, merge)).toEqual(shown);
  expect(splitQuery(EMPTY_QUERY, merge)).toBe(EMPTY_QUERY);
});

const row = (cells: Record<string, unknown>): Row => ({
  id: 4,
  has: (name) => name in cells,
  cell: (name) => cells[name],
});

test("a row tells of each table what it has, or why it has nothing", () => {
  const merge = mergeOf(COMPARED);
  const cells = { id: "a", "0.acc": 0.5, "1.acc": null, "1.note": null };
  const both = new MergedRow(row({ ...cells, "0.present": true, "1.present": true }), merge);
  expect(both.id).toBe(4);
  expect(both.cell("id")).toBe("a");
  expect(both.cell("acc")).toEqual([
    { missing: null, value: 0.5 },
    { missing: null, value: null },
  ]);
  expect(both.cell("note")).toEqual([{ missing: "column" }, { missing: null, value: null }]);
  const one = new MergedRow(row({ ...cells, "0.present": true, "1.present": false }), merge);
  expect(one.cell("acc")).toEqual([{ missing: null, value: 0.5 }, { missing: "row" }]);
  expect(one.cell("1.acc")).toBe(null);
});

test("cells that have not come are not there", () => {
  const merged = new MergedRow(row({ "0.acc": 1 }), mergeOf(COMPARED));
  expect(merged.has("acc")).toBe(false);
  expect(merged.has("0.acc")).toBe(true);
});
