import { expect, it } from "vitest";
import { valueChanges } from "../../../src/views/project/value-changes";

const CASES: [unknown, unknown, unknown[]][] = [
  [{ a: 1 }, { a: 1 }, []],
  [{ a: 1 }, { a: 2 }, [["a", "changed", 1, 2]]],
  [
    { a: 1 },
    { b: null },
    [
      ["b", "added", undefined, null],
      ["a", "removed", 1, undefined],
    ],
  ],
  [
    { a: { b: [1, 2] } },
    { a: { b: [1, 3, 4] } },
    [
      ["a.b[1]", "changed", 2, 3],
      ["a.b[2]", "added", undefined, 4],
    ],
  ],
  [{ a: 0 }, { a: false }, [["a", "changed", 0, false]]],
  [{ a: {} }, { a: [] }, [["a", "changed", {}, []]]],
  [[1], [2], [["[0]", "changed", 1, 2]]],
  [{ a: 1 }, [1], [["the whole value", "changed", { a: 1 }, [1]]]],
  [{}, JSON.parse('{"__proto__": 1}'), [["__proto__", "added", {}.constructor.prototype, 1]]],
];

it.each(CASES)("tells what differs from %j to %j", (before, after, wanted) => {
  const found = valueChanges(before, after).map(({ path, how, before, after }) => [path, how, before, after]);
  expect(found).toEqual(wanted);
});
