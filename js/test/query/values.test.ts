import { describe, expect, it } from "vitest";
import {
  type Column,
  compareValues,
  compile,
  compileKey,
  groupKey,
  Instant,
  isFailure,
  kind,
} from "../../src/query";
import { readPattern } from "../../src/query/language/patterns";
import type { Value } from "../../src/query/values";

const DOUBLE = kind("number", { bits: 64 });

describe("compareValues", () => {
  it("orders values of every kind as the engine sorts them", () => {
    const rising: Value[] = [
      null,
      Number.NaN,
      Number.NEGATIVE_INFINITY,
      2.5,
      2 ** 53,
      2n ** 53n + 1n,
      "",
      "B",
      "a",
      "\uff5e",
      "🚀",
      { k: 1 },
      { k: 2 },
      [],
      [1],
      [1, null],
      false,
      true,
      new Instant(0),
      new Instant(0.001),
    ];
    expect(rising.toReversed().sort(compareValues)).toEqual(rising);
  });
});

describe("groupKey", () => {
  it("is one text for equal values, and another for others", () => {
    const apart: Value[] = [
      null,
      1,
      "1",
      true,
      "",
      [],
      [null],
      {},
      { a: null },
      new Instant(1),
      ["a", "b"],
      ["ab"],
    ];
    expect(new Set(apart.map(groupKey)).size).toBe(apart.length);
    expect(groupKey(0)).toBe(groupKey(-0));
    expect(groupKey([Number.NaN])).toBe(groupKey([Number.NaN]));
  });
});

describe("a column that an expression makes", () => {
  it("is computed where it is named, and names what it looks at", () => {
    const road: Column = { name: "road", kind: DOUBLE };
    const twice = compileKey("reduce([road, road], 0, value + this)", [road]);
    if (isFailure(twice)) throw new Error(twice.message);
    const clause = compile("any([1, 2], it < twice)", [
      road,
      { name: "twice", kind: twice.kind, derived: twice },
    ]);
    if (isFailure(clause)) throw new Error(clause.message);
    expect(clause.columns).toEqual(["road"]);
    expect([0.2, 0.6].map((value) => clause.test(new Map([["road", value]])))).toEqual([false, true]);
  });
});

describe("names that every object of JavaScript has", () => {
  const road: Column[] = [{ name: "road", kind: DOUBLE }];

  it.each([
    ["road constructor", "Expected an operator before 'constructor'."],
    ["toString > 1", "There is no column 'toString'."],
    ["valueOf(road)", "There is no function valueOf."],
    ["{$hasOwnProperty: 1}", "Unknown operator $hasOwnProperty."],
    ["{$gt: ['$$constructor', 1]}", "Undefined variable $$constructor."],
    ["'a' matches /[[:constructor:]]/", "[:constructor:] is not supported."],
    ["{$convert: {input: 1, to: 'toString'}}", "$convert cannot make that."],
  ])("mean nothing in %s", (text, message) => {
    expect(compile(text, road)).toMatchObject({ message });
  });

  it("are fields like others", () => {
    const found = compileKey(
      "{$getField: {field: '__proto__', input: {$setField: {field: '__proto__', input: {}, value: 5}}}}",
      road,
    );
    if (isFailure(found)) throw new Error(found.message);
    expect(found.value(new Map())).toBe(5);
  });
});

describe("readPattern", () => {
  it("spells out the part that alone ignores case", () => {
    const pattern = readPattern("(?i:été)[B-D]", "", true);
    expect("ÉTÉC".match(pattern)?.[0]).toBe("ÉTÉC");
    expect("étéc".match(pattern)).toBeNull();
  });

  it("matches at the ends of lines, and never between the units of a letter", () => {
    expect("a\u2028b🚀".match(readPattern("^.|.$", "m", true))).toEqual(["a", "🚀"]);
    expect("🚀".match(readPattern("^$", "", true))).toBeNull();
  });
});
