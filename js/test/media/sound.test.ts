import { describe, expect, it } from "vitest";
import { formatHertz, hertzAt, hertzTicks, placeOfHertz, timeTicks } from "../../src/media/sound/axes";
import { decibelsAt, type Levels, levelColors } from "../../src/media/sound/levels";
import { nextSpeed } from "../../src/media/sound/settings";
import { playedTo, playFrom, SHORTEST_S, withEdge } from "../../src/media/sound/spans";
import { clockTime } from "../../src/media/sound/transport";
import { lanesOf } from "../../src/media/sound/waveform";
import { formatSeconds, outlinePath } from "../../src/media/sound-outline";

describe("a sound in a cell", () => {
  it("is a closed shape from its highest samples to its lowest", () => {
    const path = outlinePath(new Int8Array([-127, 127, -63, 0, 0, 0]), 100, 20);
    expect(path).toBe("M0 1L50 9.5L100 9.5L100 10.5L50 14.5L0 19Z");
  });

  it("takes the extremes of what falls together", () => {
    const pairs = new Int8Array(2000).fill(0);
    pairs[2 * 777 + 1] = 127;
    expect(outlinePath(pairs, 30, 20)).toContain(" 1L");
  });

  it("says how long it is", () => {
    expect([0.488, 12.43, 59.94, 65, 3723].map(formatSeconds)).toEqual([
      "0.49 s",
      "12.4 s",
      "59.9 s",
      "1:05",
      "1:02:03",
    ]);
    expect([0, 1.2345, 3600.5].map(clockTime)).toEqual(["0:00.000", "0:01.235", "1:00:00.500"]);
  });
});

describe("regions and loops", () => {
  const region = { from: 1, to: 2 };

  it("go on, jump back, or stop", () => {
    expect(playedTo(1.5, region, true)).toBeNull();
    expect(playedTo(2, region, true)).toEqual({ jump: 1 });
    expect(playedTo(2, region, false)).toBe("stop");
    expect(playedTo(9, null, true)).toBeNull();
  });

  it("begin in the region, and at the start when the end is reached", () => {
    expect([0.5, 1.5, 2].map((time) => playFrom(time, region, 4))).toEqual([1, 1.5, 1]);
    expect([1, 4].map((time) => playFrom(time, null, 4))).toEqual([1, 0]);
  });

  it("have edges that give way to each other", () => {
    expect(withEdge(null, "from", 1, 4)).toEqual({ from: 1, to: 4 });
    expect(withEdge({ from: 1, to: 4 }, "to", 3, 4)).toEqual({ from: 1, to: 3 });
    expect(withEdge({ from: 1, to: 3 }, "from", 3.5, 4)).toEqual({ from: 3.5, to: 4 });
    expect(withEdge({ from: 1, to: 3 }, "to", 0.5, 4)).toEqual({ from: 0, to: 0.5 });
    expect(withEdge(null, "from", 4, 4)).toEqual({ from: 4 - SHORTEST_S, to: 4 });
  });

  it("have speeds one after the other", () => {
    expect([nextSpeed(1, 1), nextSpeed(1, -1), nextSpeed(2, 1), nextSpeed(0.25, -1)]).toEqual([
      1.25, 0.75, 2, 0.25,
    ]);
  });
});

describe("axes of a sound", () => {
  it("has times in round steps, in seconds and then as on a clock", () => {
    expect(timeTicks({ from: 0, to: 2 }, 400).map(({ label }) => label)).toEqual([
      "0.0 s",
      "0.5 s",
      "1.0 s",
      "1.5 s",
      "2.0 s",
    ]);
    expect(timeTicks({ from: 0.101, to: 0.104 }, 300).map(({ label }) => label)).toEqual([
      "0.101 s",
      "0.102 s",
      "0.103 s",
      "0.104 s",
    ]);
    expect(timeTicks({ from: 50, to: 200 }, 300).map(({ label }) => label)).toEqual(["1:00", "2:00", "3:00"]);
    expect(timeTicks({ from: 0, to: 0 }, 300)).toEqual([]);
  });

  it("finds the place of a frequency, and the frequency of a place", () => {
    const edges = [8000, 4000, 1000, 0];
    expect([8000, 4000, 2500, 0].map((hertz) => placeOfHertz(edges, hertz, 300))).toEqual([0, 100, 150, 300]);
    expect([0, 100, 150, 300].map((y) => hertzAt(edges, y, 300))).toEqual([8000, 4000, 2500, 0]);
  });

  it("has round frequencies that can be read", () => {
    const linear = Array.from({ length: 101 }, (_, k) => 4000 - 40 * k);
    expect(hertzTicks(linear, 300, true).map(({ label }) => label)).toEqual([
      "0",
      "500",
      "1k",
      "1.5k",
      "2k",
      "2.5k",
      "3k",
      "3.5k",
    ]);
    const mel = Array.from({ length: 101 }, (_, k) => 700 * (10 ** (((1 - k / 100) * 2146) / 2595) - 1));
    const ticks = hertzTicks(mel, 300, false);
    expect(ticks.map(({ label }) => label)).toEqual(["0", "100", "500", "1k", "2k"]);
    expect(ticks.every(({ at }, k) => k === 0 || (ticks[k - 1]?.at ?? 0) - at >= 20)).toBe(true);
    expect([99.6, 1234, 22_050].map(formatHertz)).toEqual(["100", "1.23k", "22.1k"]);
  });
});

describe("what comes from Python", () => {
  const levels = { from_s: 1, to_s: 3, columns: 2, rows: 2, low_db: -120, high_db: 0 } as Levels;
  levels.cells = new Uint8Array([0, 255, 51, 102]);

  it("is read at a time and a row", () => {
    expect(decibelsAt(levels, 1.1, 0)).toBe(-120);
    expect(decibelsAt(levels, 2.9, 0)).toBe(0);
    expect(decibelsAt(levels, 2.9, 1)).toBe(-72);
    expect(decibelsAt(levels, 3.1, 0)).toBeNull();
  });

  it("is stretched over the colours from the strongest down", () => {
    const colors = new Uint8Array(levelColors(levels.cells, levels, false).buffer);
    expect([...colors.subarray(0, 4)]).toEqual([255, 255, 255, 255]);
    expect([...colors.subarray(255 * 4)]).toEqual([0x14, 0x11, 0x3d, 255]);
  });

  it("is a line of samples, or of lowest and highest in turn", () => {
    const bytes = (values: number[]) => new Uint8Array(new Int16Array(values).buffer);
    const peaks = { from_s: 0, to_s: 1, channels: 2, columns: 2, peak: 1 };
    const lanes = lanesOf(peaks, bytes([-16384, 16384, 0, 8192, 8192, 8192, 0, 0]));
    expect(lanes.map((lane) => [...lane])).toEqual([
      [-0.5, 0.5, 0, 0.25],
      [0.25, 0],
    ]);
  });
});
