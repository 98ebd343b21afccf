import { describe, expect, it } from "vitest";
import { compareFinds } from "../../src/pixels/box-finds";
import type { Box } from "../../src/wire";

const box = (min_x: number, score?: number): Box => ({
  min_x,
  max_x: min_x + 10,
  min_y: 0,
  max_y: 10,
  class_id: 0,
  caption: null,
  scores: score === undefined ? {} : { score },
});
const as = (group: string, boxes: Box[], label = "cow") => boxes.map((each) => ({ box: each, group, label }));

describe("compareFinds", () => {
  const [a, b, c, d] = [box(0), box(100), box(200), box(300)];
  const truth = as("truth", [a, b, c, d]);

  it("tells which tables found a true box, and what they found where nothing is", () => {
    const finds = compareFinds(
      truth,
      [as("v0", [box(1, 0.9), box(101, 0.8), box(500, 0.7)]), as("v1", [box(0, 0.9), box(201, 0.8)])],
      0.5,
    );
    expect([...finds.foundBy.values()]).toEqual([[0, 1], [0], [1], []]);
    expect(finds).toMatchObject({ all: 1, only: [1, 1], wrong: [1, 0], missed: 1 });
  });

  it("leaves out a table that is not there", () => {
    const finds = compareFinds(truth, [as("v0", [box(0, 0.9)]), null], 0.5);
    expect(finds).toMatchObject({ all: 1, only: [1, 0], wrong: [0, 0], missed: 3 });
    expect(finds.verdicts[1]).toBeNull();
  });

  it("asks for the overlap that it is given", () => {
    const shifted = as("v0", [box(4, 0.9)]);
    expect(compareFinds(as("truth", [a]), [shifted], 0.4).all).toBe(1);
    expect(compareFinds(as("truth", [a]), [shifted], 0.5)).toMatchObject({ all: 0, missed: 1, wrong: [1] });
  });

  it("counts another class as wrong", () => {
    const finds = compareFinds(as("truth", [a]), [as("v0", [box(0, 0.9)], "cat")], 0.5);
    expect(finds).toMatchObject({ missed: 1, wrong: [1] });
  });
});
