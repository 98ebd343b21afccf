/** What Python tells of a cloud or mesh; places count from its `origin`. */

export type Vec3 = [number, number, number];
export type Axis = "x" | "y" | "z";

export interface SceneBox {
  /** Corner k lies along an edge from corner k ^ 1, k ^ 2 and k ^ 4. */
  corners: Vec3[];
  label: string | null;
  color: Vec3;
  /** Whether the color was given; else it is that of the label. */
  has_color: boolean;
  score: number | null;
  [name: string]: unknown;
}

export interface SceneVector {
  start: Vec3;
  end: Vec3;
  color?: Vec3;
}

export interface CloudScene {
  kind: "cloud";
  up: Axis;
  /** Points of the cloud, and how many of them are sent. */
  points: number;
  shown: number;
  pieces: number;
  origin: Vec3;
  bounds: [Vec3, Vec3];
  /** Where nearly all points are. */
  usual: [Vec3, Vec3];
  has_rgb: boolean;
  categories: number[];
  /** Numbers that each point has, and between which ends nearly all of them lie. */
  values: { name: string; low: number; high: number }[];
  boxes: SceneBox[];
  vectors: SceneVector[];
  camera: { viewpoint: Vec3; target: Vec3 } | null;
}

export interface MeshScene {
  kind: "mesh";
  up: Axis;
  origin: Vec3;
  bytes: number;
  parts: { vertices: number; faces: number; color: Vec3; has_colors: boolean }[];
}

export interface GltfScene {
  kind: "gltf";
  up: Axis;
  /** Its vertices are packed in a way that nothing here unpacks. */
  is_packed: boolean;
}

export type Scene = CloudScene | MeshScene | GltfScene;

/** The points that are here: as many as `count`, at the front of arrays that have room for all. */
export interface Cloud {
  count: number;
  positions: Float32Array;
  rgb: Uint8Array | null;
  category: Uint8Array | null;
  values: Map<string, Float32Array>;
}

export interface MeshArrays {
  positions: Float32Array;
  faces: Uint32Array;
  colors: Uint8Array | null;
  color: Vec3;
}
