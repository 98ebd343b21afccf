import { describe, expect, it } from "vitest";
import {
  formatDuration,
  formatX,
  logTickLabels,
  logTicks,
  secondsLabels,
  tickLabels,
} from "../../src/charts/axis-format";

describe("ticks", () => {
  it.each([
    [[0, 5_000, 10_000, 15_000], 5_000, ["0", "5k", "10k", "15k"]],
    [[0, 400, 800, 1_200], 400, ["0", "400", "800", "1,200"]],
    [[0, 2_000, 4_000], 2_000, ["0", "2k", "4k"]],
    [[0, 250, 500, 750], 250, ["0", "250", "500", "750"]],
    [[12_500, 15_000], 2_500, ["12.5k", "15k"]],
    [[0, 2e6, 4e6], 2e6, ["0", "2M", "4M"]],
    [[-0.02, 0, 0.02], 0.02, ["−0.02", "0", "0.02"]],
    [[3.2, 3.4, 3.6], 0.2, ["3.2", "3.4", "3.6"]],
    [[0, 1e-6], 1e-6, ["0", "1e-6".replace("-", "−")]],
  ])("%j", (ticks, step, labels) => {
    expect(tickLabels(ticks, step)).toEqual(labels);
  });

  it("of a logarithmic axis stand alone", () => {
    expect(logTickLabels([0.001, 0.1, null, 1, 100, 1_000, 1e6])).toEqual([
      "0.001",
      "0.1",
      null,
      "1",
      "100",
      "1k",
      "1M",
    ]);
  });

  it("of a logarithmic axis are as many as fit", () => {
    expect(logTicks([0.5, 2_000], 6)).toEqual([1, 10, 100, 1_000]);
    expect(logTicks([90, 210], 6)).toEqual([90, 100, 200]);
    expect(logTicks([1e-9, 1e9], 5)).toEqual([1e-5, 1, 1e5]);
    expect(logTicks([101, 104], 6)).toEqual([101, 102, 103, 104]);
  });

  it("of durations take the unit of the step", () => {
    expect(secondsLabels([0, 0.5, 1], 0.5)).toEqual(["0", "0.5 s", "1 s"]);
    expect(secondsLabels([0, 600, 1200], 600)).toEqual(["0", "10 min", "20 min"]);
    expect(secondsLabels([0, 7200], 7200)).toEqual(["0", "2 h"]);
  });
});

describe("durations", () => {
  it.each([
    [0.25, "0.25 s"],
    [4, "4 s"],
    [59.6, "60 s"],
    [600, "10 min"],
    [39_480, "10 h 58 min"],
    [266_400, "3 d 2 h"],
  ])("%d", (seconds, words) => {
    expect(formatDuration(seconds)).toBe(words);
  });

  it("say where x is", () => {
    expect(formatX(5_350_000, "number", "step")).toBe("step 5,350,000");
    expect(formatX(39_480, "seconds", "")).toBe("10 h 58 min after the start");
  });
});
