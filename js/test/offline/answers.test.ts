/** What answers in a page at the edges: no rows, one row, nothing but empty cells, NaN, and rows that are equal. */
import { float64, int64, tableFromIPC, utf8 } from "@uwdata/flechette";
import { describe, expect, it } from "vitest";
import { binOf, edgesOf, exactBinOf, makeAxis } from "../../src/offline/axis";
import { brush } from "../../src/offline/brushes";
import type { Engine } from "../../src/offline/engine";
import { findGroup, groupPage, groupsOf } from "../../src/offline/groups";
import { deviation, mean, quartiles } from "../../src/offline/statistics";
import { summarize } from "../../src/offline/summaries";
import { engineOf, type Given, query } from "./pages";

const numbers = (values: readonly (number | null)[]): Given => ({
  values,
  type: float64(),
  kind: { name: "number", bits: 64 },
});
const wholes = (values: readonly (bigint | null)[]): Given => ({
  values,
  type: int64(),
  kind: { name: "number", bits: 64, integer: true },
});
const texts = (values: readonly (string | null)[]): Given => ({
  values,
  type: utf8(),
  kind: { name: "text" },
});

const table = (x: (number | null)[], word: (string | null)[] = x.map(() => null)): Engine =>
  engineOf({ x: numbers(x), word: texts(word) }, x.length);
const order = (engine: Engine, ...by: string[]) => engine.order(query({ by }));

describe("rows", () => {
  it("has none of an empty table, sorted and filtered all the same", () => {
    const engine = table([]);
    expect(engine.order(query({ where: ["x > 1"], by: ["-x"] }))).toEqual([]);
    expect(engine.rows.write([], ["x"])).toEqual(new Uint8Array(0));
  });

  it("leaves rows that are equal as the table has them, in both directions and below a second key", () => {
    const engine = table([2, 1, 2, 1, 2], ["b", "b", "a", "b", "b"]);
    expect(order(engine, "x")).toEqual([1, 3, 0, 2, 4]);
    expect(order(engine, "-x")).toEqual([0, 2, 4, 1, 3]);
    expect(order(engine, "-x", "word")).toEqual([2, 0, 4, 1, 3]);
    expect(order(engine, "1")).toEqual([0, 1, 2, 3, 4]);
  });

  it("sorts empty cells below NaN, and NaN below every number, as MongoDB does", () => {
    const engine = table([1, Number.NaN, null, Number.NEGATIVE_INFINITY]);
    expect(order(engine, "x")).toEqual([2, 1, 3, 0]);
    expect(order(engine, "-x")).toEqual([0, 3, 1, 2]);
  });

  it("writes rows of an answer with their ids, empty cells and letters of any kind", () => {
    const engine = table([1, null, Number.NaN], ["é", null, "𝒳x"]);
    const read = tableFromIPC(engine.rows.write([2, 1, 2], ["word", "x"]), { useBigInt: true });
    expect(read.names).toEqual(["__row", "word", "x"]);
    expect(read.toArray()).toEqual([
      { __row: 12n, word: "𝒳x", x: Number.NaN },
      { __row: 11n, word: null, x: null },
      { __row: 12n, word: "𝒳x", x: Number.NaN },
    ]);
  });

  it("compares whole numbers beyond 2^53 by every digit", () => {
    const engine = engineOf({ n: wholes([2n ** 62n + 1n, 2n ** 62n, null, 2n ** 62n + 2n]) }, 4);
    expect(order(engine, "n")).toEqual([2, 1, 0, 3]);
    expect(engine.matching(query({ where: ["n = 4611686018427387905"] }))).toEqual([0]);
  });
});

describe("heads", () => {
  it("has no axis where there is no finite value", () => {
    for (const cells of [[], [null, null], [Number.NaN, Number.POSITIVE_INFINITY]]) {
      const { x } = summarize(table(cells), query(), ["x"], 10);
      expect(x).toMatchObject({ kind: "number", min: null, max: null, bins_all: [], edges: [] });
    }
    const { x } = summarize(table([null, Number.NaN, Number.POSITIVE_INFINITY]), query(), ["x"], 10);
    expect(x).toMatchObject({ empty_all: 1, nan_all: 1, infinite_all: 1 });
  });

  it("puts one value into one bin, and what matches beside it", () => {
    const { x } = summarize(table([7]), query({ where: ["x > 8"] }), ["x"], 10);
    expect(x).toMatchObject({ min: 7, max: 7, bins_all: [1], bins_kept: [0] });
  });

  it("lists values that are as frequent in their own order, and counts empty cells apart", () => {
    const engine = table([1, 2, 3, 4, 5], ["b", "a", null, "b", "a"]);
    const { word } = summarize(engine, query({ where: ["x > 2"] }), ["word"], 10);
    expect(word).toMatchObject({ distinct: 2, empty_all: 1, empty_kept: 1 });
    expect((word as { top: unknown }).top).toEqual([
      { value: "a", all: 2, kept: 1 },
      { value: "b", all: 2, kept: 1 },
    ]);
  });

  it("keeps the other values of a column whose own clause chose one", () => {
    const { word } = summarize(table([1, 2], ["a", "b"]), query({ where: ["word = 'a'"] }), ["word"], 10);
    expect((word as { top: { kept: number }[] }).top.map(({ kept }) => kept)).toEqual([1, 1]);
  });
});

describe("groups", () => {
  it("has none without rows, and one of rows that are all empty", () => {
    const page = { start: 0, count: 10 };
    const none = groupPage(table([]), { query: query({ group_by: ["word"] }), ...page });
    expect(none).toMatchObject({ group_count: 0, matched: 0, groups: [], ranges: {} });
    const one = groupPage(table([null, null]), { query: query({ group_by: ["word"] }), ...page });
    expect(one).toMatchObject({ group_count: 1, matched: 2 });
    expect(one.groups[0]).toMatchObject({ key: [null], rows: 2 });
    expect(one.groups[0]?.cells.x).toMatchObject({ mean: null, std: null, min: null, max: null, empty: 2 });
  });

  it("is the same group for each NaN, and another for an empty cell", () => {
    const engine = table([Number.NaN, null, Number.NaN, 0, -0]);
    const sizes = groupsOf(engine, query({ group_by: ["x"] })).map(({ places }) => places.length);
    expect(sizes).toEqual([2, 2, 1]);
  });

  it("orders groups of one size by their key, and finds them by it", () => {
    const engine = table([1, 2, 3, 4], ["b", "a", "b", "a"]);
    const groups = groupsOf(engine, query({ group_by: ["word"] }));
    expect(groups.map(({ key }) => key)).toEqual([["a"], ["b"]]);
    expect(findGroup(engine, query({ group_by: ["word"] }), ["b"]).places).toEqual([0, 2]);
    expect(() => findGroup(engine, query({ group_by: ["word"] }), ["c"])).toThrow('There is no group ["c"].');
  });

  it("keeps a key beyond 2^53 whole, and finds its rows", () => {
    const engine = engineOf({ n: wholes([2n ** 62n + 1n, 2n ** 62n + 2n, 2n ** 62n + 1n]) }, 3);
    const asked = query({ group_by: ["n"] });
    const { groups } = groupPage(engine, { query: asked, start: 0, count: 2 });
    expect(groups[0]?.key).toEqual([{ $numberLong: String(2n ** 62n + 1n) }]);
    expect(findGroup(engine, asked, groups[0]?.key as unknown[]).places).toEqual([0, 2]);
  });

  it("has no deviation of one value", () => {
    const { groups } = groupPage(table([3]), {
      query: query({ group_by: ["word"] }),
      start: 0,
      count: 1,
      quartiles: ["x"],
    });
    expect(groups[0]?.cells.x).toMatchObject({ mean: 3, std: null, quartiles: [3, 3, 3] });
  });
});

describe("brushes", () => {
  const asked = { column: "x", columns: ["x", "word"], bins: 4, pixels: 10 };

  it("says so where a column has nothing to brush", () => {
    for (const cells of [[], [null, Number.NaN]])
      expect(() => brush(table(cells), { query: query(), low: 0, high: 1, ...asked })).toThrow(
        "The column 'x' has no value to brush.",
      );
  });

  it("holds at least a pixel, whichever end comes first, and leaves NaN out", () => {
    const engine = table([0, 5, 10, Number.NaN, null], ["a", "b", "b", "b", "a"]);
    const found = brush(engine, { query: query(), low: 5, high: 5, ...asked });
    expect([found.low, found.high, found.matched]).toEqual([5, 6, 1]);
    const turned = brush(engine, { query: query(), low: 10, high: 4.2, ...asked });
    expect([turned.low, turned.high, turned.matched]).toEqual([4, 10, 2]);
    expect(turned.columns.word).toMatchObject({
      top: [
        { value: "b", kept: 2 },
        { value: "a", kept: 0 },
      ],
    });
  });
});

describe("axes", () => {
  it("has whole edges for whole numbers, and the last bin holds both ends", () => {
    const axis = makeAxis(1, 10, 4, true);
    expect(edgesOf(axis)).toEqual([1, 4, 7, 10, 13]);
    expect([binOf(axis, 10), binOf(axis, 1), binOf(axis, null)]).toEqual([3, 0, -1]);
    const real = makeAxis(0, 1, 4, false);
    expect([binOf(real, 1), binOf(real, Number.NaN), binOf(real, Number.POSITIVE_INFINITY)]).toEqual([
      3, -2, -3,
    ]);
  });

  it("holds ranges that no double holds, and a value on an edge in the bin that begins there", () => {
    const wide = makeAxis(-Number.MAX_VALUE, Number.MAX_VALUE, 4, false);
    expect(binOf(wide, 0)).toBe(2);
    const axis = makeAxis(0, 1, 10, false);
    for (const [at, edge] of edgesOf(axis).slice(0, -1).entries()) expect(exactBinOf(axis, edge)).toBe(at);
  });
});

describe("figures", () => {
  it("adds huge and tiny numbers without losing them", () => {
    expect(mean([1e308, 1e308])).toBe(1e308);
    expect(mean([1e16, 1, -1e16])).toBeCloseTo(1 / 3, 12);
    expect(deviation([1e9, 1e9 + 1, 1e9 + 2])).toBe(1);
    expect([deviation([5]), quartiles([])]).toEqual([null, null]);
  });
});
