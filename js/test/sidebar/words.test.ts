import { describe, expect, it } from "vitest";
import type { RunRow } from "../../src/sidebar/wire";
import { runAge, runValue, sizeWords, statusWords, versionValue } from "../../src/sidebar/words";

const now = Date.parse("2026-11-22T12:00:00Z");
const run = (more: Partial<RunRow>): RunRow => ({
  id: "a",
  name: "a",
  state: "finished",
  created_at: "2026-11-22T10:00:00Z",
  duration_s: 1800,
  steps: 10,
  crashed_at: null,
  note: null,
  tags: [],
  value: null,
  problem: null,
  ...more,
});

describe("the end of a run's row", () => {
  it("is the age of its end, and now while it goes on", () => {
    expect(runAge(run({}), now)).toBe("1 h");
    expect(runAge(run({ duration_s: null }), now)).toBe("2 h");
    expect(runAge(run({ state: "running", duration_s: null }), now)).toBe("now");
    expect(runAge(run({ created_at: "" }), now)).toBe("");
  });

  it("is the step of a run that goes on or broke, else the value", () => {
    expect(runValue(run({ state: "running", steps: 413, value: 1 }))).toEqual({
      text: "step 412",
      isState: true,
    });
    expect(runValue(run({ state: "running", steps: null })).text).toBe("");
    expect(runValue(run({ state: "crashed", crashed_at: 1084, value: 1 })).text).toBe("step 1,084");
    expect(runValue(run({ value: 0.2714 }))).toEqual({ text: "0.271", isState: false });
    expect(runValue(run({ value: "-∞" })).text).toBe("−∞");
    expect(runValue(run({})).text).toBe("");
  });
});

describe("the end of a version's row", () => {
  it("is its rows, or its size without a table", () => {
    expect(versionValue({ rows: 1, size: 0 })).toBe("1 row");
    expect(versionValue({ rows: 0, size: 10 })).toBe("0 rows");
    expect(versionValue({ rows: null, size: 38_200 })).toBe("38 kB");
  });

  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [5000, "5.0 kB"],
    [999_600, "1.0 MB"],
    [1_234_567, "1.2 MB"],
    [9e15, "9000 TB"],
  ])("%d bytes are %s", (bytes, words) => {
    expect(sizeWords(bytes)).toBe(words);
  });
});

it("says how old what is shown is", () => {
  expect(statusWords(now - 4200, now)).toBe("Up to date, 4 s ago");
  expect(statusWords(now + 50, now)).toBe("Up to date, 0 s ago");
  expect(statusWords(now - 180_000, now)).toBe("Read 3 min ago");
});
