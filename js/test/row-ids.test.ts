import { expect, test } from "vitest";
import { packIds, unpackIds } from "../src/row-ids";
// tests/unit/widgets/test_row_ids.py reads the same cases.
import cases from "./row-ids.json";

test.each(cases)("$ids cross as $text, and come back in order", ({ ids, text }) => {
  expect(packIds(ids)).toBe(text);
  expect(unpackIds(text)).toEqual([...new Set(ids)].sort((a, b) => a - b));
});

test("half of many rows are a text that a message has place for", () => {
  let seed = 1;
  const ids = Array.from({ length: 600_000 }, (_, id) => id).filter(() => {
    seed = (seed * 48271) % 2147483647;
    return seed % 2 === 0;
  });
  const text = packIds(ids);
  expect(text.length).toBeLessThan(500_000);
  expect(unpackIds(text)).toEqual(ids);
});
