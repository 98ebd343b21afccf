import { describe, expect, it } from "vitest";
import { countOutcomes, iouOf, judgeBoxes, type LabelledBox } from "../../src/pixels/matching";

const make = (x: number, w: number, label: string, score?: number, group = "model"): LabelledBox => ({
  group: score === undefined ? "truth" : group,
  label,
  box: {
    min_x: x,
    max_x: x + w,
    min_y: 0,
    max_y: 10,
    class_id: 0,
    caption: null,
    scores: score === undefined ? {} : { score },
  },
});
const judge = (truth: LabelledBox[], found: LabelledBox[], least = 0.5) => {
  const verdicts = judgeBoxes(truth, found, least, ({ scores }) => scores.score ?? 0);
  return { verdicts, of: (entry: LabelledBox) => verdicts.get(entry.box)?.outcome };
};

it("measures overlap as shared area over covered area", () => {
  expect(iouOf(make(0, 10, "a").box, make(5, 10, "a").box)).toBeCloseTo(1 / 3);
  expect(iouOf(make(0, 10, "a").box, make(20, 10, "a").box)).toBe(0);
  expect(iouOf(make(0, 0, "a").box, make(0, 0, "a").box)).toBe(0);
});

describe("judgeBoxes", () => {
  it("pairs the surest detection, and calls a second find of the same box false", () => {
    const truth = make(0, 10, "cat");
    const [sure, unsure] = [make(1, 10, "cat", 0.9), make(0, 10, "cat", 0.4)];
    const { of, verdicts } = judge([truth], [unsure, sure]);
    expect([of(sure), of(unsure), of(truth)]).toEqual(["matched", "false positive", "matched"]);
    expect(verdicts.get(truth.box)?.partner).toBe(sure.box);
    expect(verdicts.get(unsure.box)?.iou).toBe(1);
  });

  it("holds a detection against the box it overlaps most, even one that is taken", () => {
    const [near, beside] = [make(0, 10, "cat"), make(4, 10, "cat")];
    const [first, second] = [make(0, 10, "cat", 0.9), make(1, 10, "cat", 0.8)];
    const { of } = judge([near, beside], [first, second]);
    expect([of(first), of(second), of(beside)]).toEqual(["matched", "false positive", "missed"]);
  });

  it("pairs no boxes of different classes, and none below the least overlap", () => {
    const [cat, dog] = [make(0, 10, "cat"), make(0, 10, "dog", 0.9)];
    expect(judge([cat], [dog]).of(cat)).toBe("missed");
    const half = make(5, 10, "cat", 0.9);
    expect(judge([cat], [half]).of(half)).toBe("false positive");
    expect(judge([cat], [half], 0.3).of(half)).toBe("matched");
  });

  it("lets each group find a box, and counts it missed when none has", () => {
    const [one, two] = [make(0, 10, "cat"), make(50, 10, "cat")];
    const found = [make(0, 10, "cat", 0.9, "a"), make(1, 10, "cat", 0.8, "b")];
    const { verdicts, of } = judge([one, two], found);
    expect(found.map(of)).toEqual(["matched", "matched"]);
    expect(countOutcomes(found, verdicts)).toEqual({ matched: 2, "false positive": 0, missed: 1 });
  });
});
