import { describe, expect, it } from "vitest";
import type { DetectionResult, DetectionSide, DetectionSideAt } from "../../../src/evaluation/detection-wire";
import {
  detectionSort,
  KINDS,
  kindCounts,
  orderedClasses,
} from "../../../src/views/compare/scores/detection-kinds";
import { overlayOf } from "../../../src/views/compare/scores/detection-shown";

const side = (class_ap: (number | null)[], class_truths: number[]): DetectionSide =>
  ({ class_ap, class_truths }) as DetectionSide;

const result = (...sides: DetectionSide[]): DetectionResult =>
  ({ classes: ["cat", "dog", "cow", "bird"], sides }) as DetectionResult;

describe("the order of classes", () => {
  const two = result(side([0.5, 0.2, null, null], [1, 5, 3, 0]), side([0.4, 0.6, null, null], [1, 5, 3, 0]));

  it("leaves out classes without true boxes, and puts those without a figure last", () => {
    expect(orderedClasses(two, "gain")).toEqual([1, 0, 2]);
    expect(orderedClasses(two, "-gain")).toEqual([0, 1, 2]);
    expect(orderedClasses(two, "ap")).toEqual([0, 1, 2]);
    expect(orderedClasses(two, "-ap")).toEqual([1, 0, 2]);
    expect(orderedClasses(two, "rows")).toEqual([1, 2, 0]);
    expect(orderedClasses(two, "class")).toEqual([0, 1, 2]);
  });

  it("keeps equal ones as they stand", () => {
    expect(orderedClasses(result(side([0.1, 0.1, 0.1, 0.1], [1, 1, 1, 1])), "ap")).toEqual([0, 1, 2, 3]);
  });

  it("has a gain only where there are two tables", () => {
    expect(detectionSort("", 2)).toBe("gain");
    expect(detectionSort("", 1)).toBe("ap");
    expect(detectionSort("gain", 1)).toBe("ap");
    expect(detectionSort("rows", 1)).toBe("rows");
    expect(detectionSort("precision", 2)).toBe("gain");
  });
});

describe("kinds", () => {
  const at = {
    kinds: { right: 3, poorly_placed: 0, confused: 1, duplicate: 0, background: 2, missed: 4 },
    class_kinds: [
      [1, 0, 1, 0, 0, 4],
      [2, 0, 0, 0, 2, 0],
    ],
  } as DetectionSideAt;

  it("counts all boxes, or those of one class", () => {
    expect(kindCounts(at, null)).toEqual([3, 0, 1, 0, 2, 4]);
    expect(kindCounts(at, 1)).toEqual([2, 0, 0, 0, 2, 0]);
    expect(kindCounts(at, 7)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it("says what it takes", () => {
    expect(KINDS[1]?.why("0.75")).toBe("own class, IoU 0.1 to 0.75");
  });
});

describe("the boxes that a choice names", () => {
  const columns = [
    { name: "photo", kind: "image" },
    { name: "found", kind: "text" },
  ];

  it("finds column and group", () => {
    expect(overlayOf("photo.found", 0, columns)).toEqual({ column: "photo", group: "found" });
    expect(overlayOf(["photo.a", "photo.boxes.b"], 1, columns)).toEqual({ column: "photo", group: "b" });
    expect(overlayOf("found", 0, columns)).toBeNull();
    expect(overlayOf(null, 0, columns)).toBeNull();
    expect(overlayOf(["photo.a"], 1, columns)).toBeNull();
  });
});
