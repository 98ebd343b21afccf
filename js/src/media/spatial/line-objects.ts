import { Color, Group, type Object3D, SRGBColorSpace, Vector2, Vector3 } from "three";
import { LineMaterial } from "three/addons/lines/LineMaterial.js";
import { LineSegments2 } from "three/addons/lines/LineSegments2.js";
import { LineSegmentsGeometry } from "three/addons/lines/LineSegmentsGeometry.js";
import { EDGES } from "./boxes";
import { roundStep } from "./camera";
import type { Axis, SceneBox, SceneVector, Vec3 } from "./wire";

/** Length of an arrow's head as a share of the arrow. */
const HEAD = 0.18;
const ARROW: Vec3 = [222, 92, 108];
const AXES: readonly Axis[] = ["x", "y", "z"];

interface Line {
  from: Vec3;
  to: Vec3;
  color: Vec3;
}

/** Lines of so many CSS pixels, each with a color of its own. */
function linesObject(lines: readonly Line[], width: number): LineSegments2 {
  const geometry = new LineSegmentsGeometry();
  geometry.setPositions(lines.flatMap(({ from, to }) => [...from, ...to]));
  const shade = new Color();
  const linear = ([r, g, b]: Vec3) => shade.setRGB(r / 255, g / 255, b / 255, SRGBColorSpace).toArray();
  geometry.setColors(lines.flatMap(({ color }) => [...linear(color), ...linear(color)]));
  const material = new LineMaterial({ linewidth: width, vertexColors: true, resolution: new Vector2(1, 1) });
  return new LineSegments2(geometry, material);
}

/** The edges of boxes; those of the chosen one are thick. */
export function boxesObject(boxes: readonly SceneBox[], chosen: SceneBox | null): Group {
  const edgesOf = ({ corners, color }: SceneBox): Line[] =>
    EDGES.map(([a, b]) => ({ from: corners[a] as Vec3, to: corners[b] as Vec3, color }));
  const group = new Group();
  const others = boxes.filter((box) => box !== chosen);
  if (others.length > 0) group.add(linesObject(others.flatMap(edgesOf), 2));
  if (chosen && boxes.includes(chosen)) group.add(linesObject(edgesOf(chosen), 4));
  return group;
}

/** Vectors as arrows. */
export function vectorsObject(vectors: readonly SceneVector[]): Group {
  const group = new Group();
  if (vectors.length > 0) group.add(linesObject(vectors.flatMap(arrowOf), 2));
  return group;
}

function arrowOf({ start, end, color = ARROW }: SceneVector): Line[] {
  const [a, b] = [new Vector3(...start), new Vector3(...end)];
  const along = b.clone().sub(a);
  const aside = new Vector3(0, 0, 1).cross(along);
  if (aside.lengthSq() < 1e-12) aside.set(1, 0, 0);
  aside.setLength((along.length() * HEAD) / 2);
  const neck = b.clone().addScaledVector(along, -HEAD);
  return [
    { from: start, to: end, color },
    { from: end, to: neck.clone().add(aside).toArray(), color },
    { from: end, to: neck.clone().sub(aside).toArray(), color },
  ];
}

/** A floor of squares under everything, and the length of a square's side. */
export function gridObject(low: Vec3, high: Vec3, up: Axis, color: Vec3): { object: Object3D; step: number } {
  const [a, b] = AXES.filter((axis) => axis !== up).map((axis) => AXES.indexOf(axis)) as [number, number];
  const height = AXES.indexOf(up);
  const lengths = [a, b].map((k) => (high[k] as number) - (low[k] as number));
  const step = roundStep(Math.max(...lengths, 1e-6), 10);
  const ends = [a, b].map((k) => ({
    from: Math.floor((low[k] as number) / step) * step,
    to: Math.ceil((high[k] as number) / step) * step,
  })) as [{ from: number; to: number }, { from: number; to: number }];
  const place = (x: number, y: number): Vec3 => {
    const made: Vec3 = [0, 0, 0];
    made[a] = x;
    made[b] = y;
    made[height] = low[height] as number;
    return made;
  };
  const lines: Line[] = [];
  const [across, along] = ends;
  for (let x = across.from; x <= across.to + step / 2; x += step)
    lines.push({ from: place(x, along.from), to: place(x, along.to), color });
  for (let y = along.from; y <= along.to + step / 2; y += step)
    lines.push({ from: place(across.from, y), to: place(across.to, y), color });
  return { object: linesObject(lines, 1), step };
}
