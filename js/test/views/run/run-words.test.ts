import { describe, expect, it } from "vitest";
import { columnAt, rgbOf, shade } from "../../../src/charts/heatmap";
import type { RunInfo } from "../../../src/runs/wire";
import { flatten } from "../../../src/views/run/flat-values";
import { moveStep, nearestStep } from "../../../src/views/run/media-steps";
import {
  age,
  heldWords,
  progressWords,
  shareDone,
  stateWords,
  timeLeft,
} from "../../../src/views/run/run-words";
import { formatSize } from "../../../src/views/run/sizes";

const START = Date.parse("2026-03-01T00:00:00Z");
const run = (more: Partial<RunInfo>): RunInfo => ({
  id: "1",
  name: "train",
  project: "p",
  state: "running",
  created_at: "2026-03-01T00:00:00Z",
  finished_at: null,
  exit_code: null,
  last_timestamp: START / 1000 + 100,
  last_runtime: 100,
  last_step: 80,
  row_count: 81,
  done: 80,
  total: 1200,
  total_key: "total_steps",
  keys: [],
  metrics: {},
  config: {},
  summary: {},
  tags: [],
  group: null,
  job_type: null,
  notes: null,
  system: [],
  problems: [],
  console_size: 0,
  artifact_count: 0,
  ...more,
});

describe("how a run goes", () => {
  it("is said of one that goes on", () => {
    const info = run({});
    expect(progressWords(info)).toBe("step 80 of 1,200");
    expect(stateWords(info, START + 3_600_000)).toBe("for 1 h");
    expect(timeLeft(info, START + 3_600_000)).toBe("about 14 h left");
    expect(age(info, START + 102_400)).toBe("2 s ago");
    expect(shareDone(info)).toBeCloseTo(80 / 1200);
  });

  it("is said of one that ended", () => {
    const crashed = run({ state: "crashed", exit_code: 1 });
    expect(stateWords(crashed, START)).toBe("after step 80 of 1,200, exit code 1");
    const finished = run({ state: "finished", finished_at: "2026-03-01T00:00:07Z" });
    expect(stateWords(finished, START)).toBe("in 7 s");
    expect(timeLeft(finished, START)).toBe("");
  });

  it("knows no end where none was set", () => {
    const info = run({ total: null, total_key: null });
    expect(progressWords(info)).toBe("step 80");
    expect(shareDone(info)).toBeNull();
    expect(progressWords(run({ done: null, total: null }))).toBe("");
    expect(progressWords(run({ done: 3, total: 10, total_key: "num_epochs" }))).toBe("epoch 3 of 10");
  });

  it("counts what came while the picture was held", () => {
    expect([0, 1, 14].map(heldWords)).toEqual(["Paused", "Paused, 1 new point", "Paused, 14 new points"]);
  });
});

describe("values", () => {
  it("are flat, and media say what they are", () => {
    const values = {
      a: { b: 0, c: false },
      d: "",
      picture: { _type: "image-file", width: 4, height: 3 },
      e: {},
    };
    expect(flatten(values)).toEqual([
      { key: "a.b", value: 0 },
      { key: "a.c", value: false },
      { key: "d", value: "" },
      { key: "picture", value: "image 4 × 3" },
      { key: "e", value: {} },
    ]);
    expect([0, 999, 38_000, 1_234_567].map(formatSize)).toEqual(["0 B", "999 B", "38 kB", "1.2 MB"]);
  });
});

describe("steps that are compared", () => {
  it("never share a place", () => {
    expect(moveStep([0, 4], 0, 1, 5)).toEqual([1, 4]);
    expect(moveStep([3, 4], 0, 4, 5)).toEqual([3, 4]);
    expect(moveStep([1, 4], 0, 4, 5)).toEqual([3, 4]);
    expect(moveStep([0, 2], 1, 0, 5)).toEqual([0, 1]);
    expect(moveStep([2, 3], 0, 3, 5)).toEqual([4, 3]);
    expect(nearestStep([0, 4], 3)).toBe(1);
  });
});

describe("heatmaps", () => {
  it("show thin tails", () => {
    expect(shade(0, 100)).toBe(0);
    expect(shade(1, 100)).toBeCloseTo(0.1);
    expect(shade(100, 100)).toBe(1);
    const about = Float64Array.from([0, 0, 1, 0, 0, 5, 9, 1, 0, 0]);
    expect([-1, 2, 3, 7, 99].map((step) => columnAt(about, 2, step))).toEqual([0, 0, 1, 1, 1]);
    expect(rgbOf("rgb(1, 2, 3)")).toEqual([1, 2, 3]);
    expect(rgbOf("color(srgb 0.2 1 0)")).toEqual([51, 255, 0]);
  });
});
