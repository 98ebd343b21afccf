import { expect, test } from "vitest";
import { EMPTY_QUERY } from "../../src/query-edit";
import { brushedSummary, LiveBrush } from "../../src/views/live-brush";
import type { BrushedColumn, NumberSummary, TextSummary } from "../../src/wire";

const NUMBER: NumberSummary = {
  kind: "number",
  integer: false,
  min: 0,
  max: 1,
  bins_all: [5, 5],
  bins_kept: [5, 5],
  empty_all: 2,
  empty_kept: 2,
  nan_all: 0,
  nan_kept: 0,
};
const TEXT: TextSummary = {
  kind: "text",
  distinct: 2,
  top: [
    { value: "cat", all: 7, kept: 7 },
    { value: "dog", all: 3, kept: 3 },
  ],
  empty_all: 0,
  empty_kept: 0,
};

test("heads show the counts of the brush in place of their own", () => {
  expect(brushedSummary(NUMBER, { bins_kept: [1, 0], empty_kept: 1, nan_kept: 0 })).toMatchObject({
    bins_all: [5, 5],
    bins_kept: [1, 0],
    empty_kept: 1,
  });
  expect(brushedSummary(TEXT, { top: [{ value: "cat", kept: 2 }], empty_kept: 0 })).toMatchObject({
    top: [
      { value: "cat", all: 7, kept: 2 },
      { value: "dog", all: 3, kept: 0 },
    ],
  });
  expect(brushedSummary(NUMBER, undefined)).toBe(NUMBER);
  expect(brushedSummary({ kind: "none" }, { empty_kept: 0 })).toEqual({ kind: "none" });
});

/** A state whose brush questions are answered when the test says so. */
function open() {
  const asked: {
    low: number;
    columns: string[];
    answer(columns: Record<string, BrushedColumn>): Promise<void>;
  }[] = [];
  const channel = {
    askQuietly: (_: string, params: { low: number; columns: string[] }) =>
      new Promise((resolve) => {
        const answer = async (columns: Record<string, BrushedColumn>) => {
          resolve({ result: { columns } });
          for (let turn = 0; turn < 4; turn++) await Promise.resolve();
        };
        asked.push({ ...params, answer });
      }),
  };
  const summaries = { peek: () => ({ road: NUMBER, label: TEXT }) };
  const state = { channel, summaries, signal: new AbortController().signal };
  return { asked, brush: new LiveBrush(state as never, 16) };
}

test("a hand that moves on is answered for where it is, not for where it was", async () => {
  const { asked, brush } = open();
  for (const low of [0.1, 0.2, 0.3]) brush.move(EMPTY_QUERY, "road", [low, 0.9]);
  expect(asked.map(({ low }) => low)).toEqual([0.1]);
  expect(asked[0]?.columns).toEqual(["label"]);
  await asked[0]?.answer({ label: { empty_kept: 1 } });
  expect(brush.counts.value).toEqual({ label: { empty_kept: 1 } });
  expect(asked.map(({ low }) => low)).toEqual([0.1, 0.3]);
  await asked[1]?.answer({ label: { empty_kept: 2 } });
  expect(asked.length).toBe(2);
  brush.rest();
  expect(brush.counts.value).toEqual({ label: { empty_kept: 2 } });
  brush.clear();
  expect(brush.counts.value).toEqual({});
});

test("groups are not brushed", () => {
  const { asked, brush } = open();
  brush.move({ ...EMPTY_QUERY, group_by: ["label"] }, "road", [0, 1]);
  expect(asked).toEqual([]);
});

test("an answer that comes after the heads says nothing", async () => {
  const { asked, brush } = open();
  brush.move(EMPTY_QUERY, "road", [0, 1]);
  brush.rest();
  brush.clear();
  await asked[0]?.answer({ label: { empty_kept: 1 } });
  expect(brush.counts.value).toEqual({});
});
