import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { StillsAhead } from "../../src/media/stills-ahead";

let now = 0;
const frames: (() => void)[] = [];
const frame = () => {
  now += 900;
  for (const draw of frames.splice(0)) draw();
};

beforeEach(() => {
  frames.length = 0;
  vi.spyOn(performance, "now").mockImplementation(() => now);
  vi.stubGlobal("requestAnimationFrame", (draw: () => void) => frames.push(draw));
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Rows of which position `k` has id 1000 + k, of which those before `here` have come. */
function scrolled({ here = 10_000 } = {}) {
  const rows = {
    wanted: [0, 10] as [number, number],
    rowId: (position: number) => (position < here ? 1000 + position : undefined),
  };
  const held = new Set<number>();
  const asked: number[] = [];
  const ahead = new StillsAhead(rows);
  let stop: (() => void) | undefined;
  const use = (row: number) => {
    held.add(row - 1000);
    asked.push(row - 1000);
    return () => held.delete(row - 1000);
  };
  const to = (first: number) => {
    rows.wanted = [first, first + 10];
    const before = stop;
    stop = ahead.follow("clip", use);
    before?.();
    frame();
  };
  const leave = () => {
    stop?.();
    frame();
  };
  return { to, held, asked, leave };
}

const range = (first: number, end: number) => Array.from({ length: end - first }, (_, at) => first + at);

describe("StillsAhead", () => {
  it("asks for nothing before the rows move", () => {
    const { to, asked } = scrolled();
    to(0);
    expect(asked).toEqual([]);
  });

  it("asks for the next screen down and up, half a screen at a time", () => {
    const { to, asked } = scrolled();
    to(0);
    to(1);
    expect(asked).toEqual(range(11, 21));
    to(3);
    expect(asked).toHaveLength(10);
    to(6);
    expect(asked).toEqual(range(11, 26));
    to(100);
    expect(asked).toHaveLength(15);
    to(90);
    expect(asked.slice(-10)).toEqual(range(80, 90));
  });

  it("looks further ahead the faster the rows are", () => {
    const { to, asked } = scrolled();
    to(0);
    now -= 800;
    to(6);
    expect(asked).toEqual(range(16, 40));
  });

  it("lets go of what is behind, and of all when no cell is in sight", () => {
    const { to, held, leave } = scrolled();
    to(0);
    to(1);
    to(8);
    to(16);
    expect([...held].sort((a, b) => a - b)).toEqual(range(16, 36));
    leave();
    expect(held.size).toBe(0);
  });

  it("leaves out rows whose ids have not come", () => {
    const { to, asked } = scrolled({ here: 17 });
    to(0);
    to(1);
    expect(asked).toEqual(range(11, 17));
  });
});
