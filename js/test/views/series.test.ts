import { describe, expect, it } from "vitest";
import { EMPTY_QUERY } from "../../src/query-edit";
import { axisOf } from "../../src/views/score-range";
import { seriesColumns, seriesQuery } from "../../src/views/series";
import type { ColumnInfo, Kind } from "../../src/wire";

const column = (name: string, kind: Kind = "number", integer = true): ColumnInfo => ({
  name,
  kind,
  type: kind,
  integer,
  layers: [],
});

describe("seriesColumns", () => {
  it.each([
    [[column("loss", "number", false), column("step")], { step: "step", key: null }],
    [[column("_step"), column("name", "text")], { step: "_step", key: "name" }],
    [[column("sample_id"), column("Epoch")], { step: "Epoch", key: "sample_id" }],
    [[column("global_step"), column("size")], { step: "global_step", key: null }],
    [[column("step", "number", false)], null],
    [[column("steps"), column("name", "text")], null],
  ])("finds the step and what it is a step of: %#", (columns, found) => {
    expect(seriesColumns(columns)).toEqual(found);
  });
});

describe("seriesQuery", () => {
  const row = (value: unknown) => ({ cell: () => value });

  it("keeps the filter of the view and adds the key, in order of steps", () => {
    const query = { ...EMPTY_QUERY, filters: [{ text: "a > 1", on: true, negated: false }], limit: 5 };
    const found = seriesQuery(query, { step: "step", key: "my name" }, row('say "cat"'));
    expect(found?.filters.map(({ text }) => text)).toEqual(["a > 1", '`my name` = "say \\"cat\\""']);
    expect(found?.sort).toEqual([{ by: "step", descending: false }]);
    expect(found?.limit).toBeNull();
  });

  it("knows an empty key, and gives up on one that cannot be said", () => {
    expect(seriesQuery(EMPTY_QUERY, { step: "step", key: "k" }, row(null))?.filters[0]?.text).toBe(
      "k is null",
    );
    expect(seriesQuery(EMPTY_QUERY, { step: "step", key: "k" }, row(["a"]))).toBeNull();
  });
});

it.each([
  [{ min: 0.2, max: 0.9 }, [], [0, 1]],
  [null, [0.5], [0, 1]],
  [{ min: -3, max: 4 }, [5], [-3, 5]],
  [{ min: 7, max: 7 }, [], [6.5, 7.5]],
  [{ min: null, max: null }, [], [0, 1]],
])("an axis of scores: %#", (table, here, axis) => {
  expect(axisOf(table, here)).toEqual(axis);
});
