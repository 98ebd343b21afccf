import { describe, expect, it } from "vitest";
import { boxSize, EDGES, isShown, labelPlace, labelsOf, scoreEnds } from "../../src/media/spatial/boxes";
import { boundsOf, distanceToSee, joined, roundStep } from "../../src/media/spatial/camera";
import { coloringsOf, paintPoints, RAMP, rampColor, usualRange } from "../../src/media/spatial/colors";
import { Detail } from "../../src/media/spatial/detail";
import { addPiece, cutMesh, emptyCloud } from "../../src/media/spatial/fetch-scene";
import { coordinateText, placeOf, pointAt } from "../../src/media/spatial/picking";
import { onSpatialKey, type SpatialActions } from "../../src/media/spatial/spatial-keys";
import type { CloudScene, SceneBox, Vec3 } from "../../src/media/spatial/wire";
import { readColor } from "../../src/pixels/colors";

const scene: CloudScene = {
  kind: "cloud",
  up: "z",
  points: 4,
  shown: 4,
  pieces: 2,
  origin: [500_000, 0, 10],
  bounds: [
    [-1, -1, -2],
    [1, 1, 2],
  ],
  usual: [
    [-1, -1, -1],
    [1, 1, 1],
  ],
  has_rgb: false,
  categories: [1, 3],
  values: [{ name: "echo", low: 0, high: 10 }],
  boxes: [],
  vectors: [],
  camera: null,
};

const bytes = (array: Float32Array | Uint8Array) =>
  new Uint8Array(array.buffer.slice(array.byteOffset, array.byteOffset + array.byteLength));

/** A cloud of four points whose pieces have come. */
function cloudOf() {
  const cloud = emptyCloud(scene);
  const piece = (xyz: number[], category: number[], echo: number[]) =>
    addPiece(cloud, [bytes(new Float32Array(xyz)), new Uint8Array(category), bytes(new Float32Array(echo))]);
  piece([0, 0, -1, 0, 0, 0], [1, 3], [0, 5]);
  piece([0, 0, 1, 0.5, 0, 0], [1, 3], [10, Number.NaN]);
  return cloud;
}

describe("what is fetched", () => {
  it("puts pieces behind each other", () => {
    const cloud = cloudOf();
    expect(cloud.count).toBe(4);
    expect([...cloud.positions].slice(6, 9)).toEqual([0, 0, 1]);
    expect([...(cloud.category ?? [])]).toEqual([1, 3, 1, 3]);
  });

  it("reads floats of a message wherever they begin", () => {
    const cloud = emptyCloud({ ...scene, categories: [], values: [] });
    const whole = new Uint8Array(13);
    whole.set(bytes(new Float32Array([1, 2, 3])), 1);
    addPiece(cloud, [whole.subarray(1)]);
    expect([...cloud.positions.subarray(0, 3)]).toEqual([1, 2, 3]);
  });

  it("cuts the arrays of a mesh's parts", () => {
    const vertices = new Float32Array([0, 0, 0, 1, 0, 0, 0, 1, 0]);
    const whole = new Uint8Array([
      ...bytes(vertices),
      ...new Uint8Array(new Uint32Array([0, 1, 2]).buffer),
      9,
      8,
      7,
      6,
      5,
      4,
      3,
      2,
      1,
    ]);
    const part = { vertices: 3, faces: 1, color: [1, 2, 3] as Vec3, has_colors: true };
    const [first] = cutMesh(
      { kind: "mesh", up: "z", origin: [0, 0, 0], bytes: whole.length, parts: [part] },
      whole,
    );
    expect([...(first?.faces ?? [])]).toEqual([0, 1, 2]);
    expect([...(first?.colors ?? [])]).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
  });
});

describe("colors of points", () => {
  const palette = ["#010203", "#040506", "#070809"].map(readColor);
  const paint = {
    up: "z" as const,
    range: [-1, 1] as const,
    palette,
    plain: [9, 9, 9] as Vec3,
    hidden: new Set<number>(),
  };
  const painted = (change: object) => {
    const into = new Uint8Array(16);
    paintPoints(into, cloudOf(), { ...paint, coloring: { by: "height" }, ...change });
    return [0, 1, 2, 3].map((k) => [...into.subarray(4 * k, 4 * k + 4)]);
  };

  it("offers what the cloud has, its own first", () => {
    expect(coloringsOf(scene).map(({ by }) => by)).toEqual(["category", "height", "value", "plain"]);
    expect(coloringsOf({ ...scene, has_rgb: true })[0]).toEqual({ by: "rgb" });
  });

  it("goes by category, and hides classes", () => {
    const colors = painted({ coloring: { by: "category" }, hidden: new Set([3]) });
    expect(colors[0]).toEqual([1, 2, 3, 255]);
    expect(colors[1]).toEqual([7, 8, 9, 0]);
  });

  it("goes along a ramp from low to high, whichever axis points up", () => {
    expect(painted({})[0]).toEqual([...(RAMP[0] as Vec3), 255]);
    expect(painted({})[2]).toEqual([...(RAMP.at(-1) as Vec3), 255]);
    expect(painted({ up: "x", range: [0, 0.5] })[3]).toEqual([...(RAMP.at(-1) as Vec3), 255]);
    expect(rampColor(0.25)).toEqual(RAMP[1]);
  });

  it("goes by a value; what is no number is grey", () => {
    const colors = painted({ coloring: { by: "value", name: "echo", low: 0, high: 10 }, range: [0, 10] });
    expect(colors[2]).toEqual([...(RAMP.at(-1) as Vec3), 255]);
    expect(colors[3]).toEqual([128, 128, 128, 255]);
    expect(usualRange(scene, { by: "height" }, "z")).toEqual([-1, 1]);
  });
});

describe("boxes", () => {
  const box = (label: string | null, score: number | null): SceneBox => ({
    corners: [0, 1, 2, 3, 4, 5, 6, 7].map((k) => [k & 4 ? 4 : 0, k & 2 ? 2 : 0, k & 1 ? 1 : 0] as Vec3),
    label,
    color: [1, 2, 3],
    has_color: true,
    score,
  });

  it("has twelve edges, and is as long as it was made", () => {
    expect(EDGES.length).toBe(12);
    expect(boxSize(box("car", 1).corners)).toEqual([4, 2, 1]);
    expect(labelPlace(box("car", 1).corners, [0, 0, 1])).toEqual([2, 1, 1]);
  });

  it("is hidden by its label or a low score, never for having none", () => {
    const filter = { hiddenLabels: new Set(["bike"]), leastScore: 0.5 };
    expect(
      [box("car", 0.6), box("car", 0.4), box("car", null), box("bike", 0.9)].map((b) => isShown(b, filter)),
    ).toEqual([true, false, true, false]);
    expect(
      labelsOf([box("car", 1), box(null, 1), box("car", 1)]).map(({ label, count }) => [label, count]),
    ).toEqual([
      ["car", 2],
      ["no label", 1],
    ]);
    expect(scoreEnds([box("a", null)])).toBeNull();
    expect(scoreEnds([box("a", 0.2), box("a", 0.9)])).toEqual([0, 1]);
    expect(scoreEnds([box("a", 20), box("a", 80)])).toEqual([20, 80]);
  });
});

describe("what the eye sees", () => {
  it("leaves a few points far away out", () => {
    const usual: [Vec3, Vec3] = [
      [-1, -1, -1],
      [1, 1, 1],
    ];
    expect(
      boundsOf(
        usual,
        joined(usual, [
          [-1.2, 0, 0],
          [0, 0, 0],
        ]),
      ).low[0],
    ).toBe(-1.2);
    expect(
      boundsOf(
        usual,
        joined(usual, [
          [-50, 0, 0],
          [0, 0, 0],
        ]),
      ).low[0],
    ).toBe(-1);
  });

  it("stands far enough away for what is wide, and for what is near", () => {
    expect(distanceToSee([[2, 0, 0]], [1, 0.5])).toBe(2);
    expect(distanceToSee([[0, 2, 0]], [1, 0.5])).toBe(4);
    expect(distanceToSee([[2, 0, 3]], [1, 0.5])).toBe(5);
  });

  it("has squares of round sides on the floor", () => {
    expect([roundStep(100, 10), roundStep(27, 10), roundStep(0.06, 10)]).toEqual([10, 2, 0.005]);
  });
});

it("draws fewer points under a hand that the machine cannot follow, and all at rest", () => {
  const detail = new Detail();
  expect(detail.next(0)).toBe(1);
  detail.isMoving = true;
  expect([100, 200, 300, 400, 500, 600].map((now) => detail.next(now))).toEqual([
    1 / 2,
    1 / 4,
    1 / 8,
    1 / 16,
    1 / 16,
    1 / 16,
  ]);
  expect(detail.next(610)).toBeCloseTo(1.5 / 16);
  // The hand rested, and goes on.
  expect(detail.next(5000)).toBeCloseTo(1.5 / 16);
  detail.isMoving = false;
  expect(detail.next(5100)).toBe(1);
});

describe("picking", () => {
  const identity = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

  it("finds the point under the pointer, of several the nearest to the eye", () => {
    // The last row makes what has a larger z lie further away.
    const matrix = [...identity];
    matrix[11] = 1;
    matrix[15] = 2;
    const positions = new Float32Array([0, 0, 1, 0, 0, -1, 0.9, 0.9, 0]);
    const size = { width: 200, height: 100 };
    expect(pointAt(positions, 3, matrix, size, { x: 101, y: 50 })).toBe(1);
    expect(pointAt(positions, 3, matrix, size, { x: 101, y: 50 }, (k) => k === 1)).toBe(0);
    expect(pointAt(positions, 3, matrix, size, { x: 20, y: 50 })).toBeNull();
  });

  it("tells places as they were given", () => {
    expect(placeOf([0.25, 0, 1], scene.origin)).toEqual([500_000.25, 0, 11]);
    expect(coordinateText(500_000.25, 10)).toBe("500000.25");
  });
});

it("does what its keys say, and leaves the others alone", () => {
  const done: string[] = [];
  const actions = new Proxy({} as SpatialActions, {
    get:
      (_, name) =>
      (...args: unknown[]) => {
        done.push([name, ...args].join(" "));
        return false;
      },
  });
  const press = (key: string, shiftKey = false) => onSpatialKey({ key, shiftKey }, actions);
  expect(["2", "0", "c", "b", "g", "w", "p", "n", ",", "+"].map((key) => press(key)).every(Boolean)).toBe(
    true,
  );
  expect(press("ArrowLeft", true)).toBe(true);
  expect([press("ArrowLeft"), press("j"), press("Escape")]).toEqual([false, false, false]);
  expect(done).toEqual([
    "look top",
    "fit",
    "nextColoring",
    "toggleBoxes",
    "toggleGrid",
    "toggleWire",
    "togglePanel",
    "nextBox 1",
    "pointSize -1",
    "zoom 1",
    "turn -1 0",
    "letGo",
  ]);
});
