import { askView } from "../fetch-media";
import type { MediaSource } from "../kinds";
import type { Cloud, CloudScene, MeshArrays, MeshScene, Scene } from "./wire";

/** Bytes of a mesh asked for at a time. */
const PIECE = 2_000_000;

export interface Progress {
  /** 0 to 1. */
  onProgress(share: number): void;
  signal: AbortSignal;
}

/** What there is to see. `most` points are sent, all of them for Infinity. */
export async function fetchScene(
  source: MediaSource,
  most: number | undefined,
  signal: AbortSignal,
): Promise<Scene> {
  const { result } = await askView(source, "scene", withMost(most), signal);
  return result as unknown as Scene;
}

/** Room for all points of a cloud that will come. */
export function emptyCloud(scene: CloudScene): Cloud {
  return {
    count: 0,
    positions: new Float32Array(3 * scene.shown),
    rgb: scene.has_rgb ? new Uint8Array(3 * scene.shown) : null,
    category: scene.categories.length > 0 ? new Uint8Array(scene.shown) : null,
    values: new Map(scene.values.map(({ name }) => [name, new Float32Array(scene.shown)])),
  };
}

/** Fetch the pieces of a cloud one after the other; `onPiece` is told after each which points are new. */
export async function fetchPoints(
  source: MediaSource,
  scene: CloudScene,
  cloud: Cloud,
  most: number | undefined,
  { onProgress, signal }: Progress,
  onPiece: (from: number, to: number) => void,
): Promise<void> {
  const ask = (piece: number) => askView(source, "points", { piece, ...withMost(most) }, signal);
  let next = scene.pieces > 0 ? ask(0) : null;
  for (let piece = 0; next; piece++) {
    const { buffers } = await next;
    // Python reads the next piece while this one is drawn.
    next = piece + 1 < scene.pieces ? ask(piece + 1) : null;
    // Nobody waits for it any more when this one fails.
    next?.catch(() => {});
    const from = cloud.count;
    addPiece(cloud, buffers);
    onPiece(from, cloud.count);
    onProgress((piece + 1) / scene.pieces);
  }
}

/** Put the arrays of a piece behind those that are here. */
export function addPiece(cloud: Cloud, buffers: readonly Uint8Array[]): void {
  const waiting = [...buffers];
  const take = () => waiting.shift() ?? new Uint8Array(0);
  const positions = floatsOf(take());
  cloud.positions.set(positions, 3 * cloud.count);
  cloud.rgb?.set(take(), 3 * cloud.count);
  cloud.category?.set(take(), cloud.count);
  for (const numbers of cloud.values.values()) numbers.set(floatsOf(take()), cloud.count);
  cloud.count += positions.length / 3;
}

/** Fetch the arrays of a mesh, part by part. */
export async function fetchMesh(
  source: MediaSource,
  scene: MeshScene,
  { onProgress, signal }: Progress,
): Promise<MeshArrays[]> {
  const whole = new Uint8Array(scene.bytes);
  for (let start = 0; start < scene.bytes; ) {
    const { buffers } = await askView(source, "bytes", { start, count: PIECE }, signal);
    const piece = buffers[0] ?? new Uint8Array(0);
    if (piece.length === 0)
      throw new Error(`The mesh ended after ${start} of ${scene.bytes} bytes: try again.`);
    whole.set(piece, start);
    start += piece.length;
    onProgress(start / scene.bytes);
  }
  return cutMesh(scene, whole);
}

/** The arrays of each part, which lie end to end. */
export function cutMesh(scene: MeshScene, whole: Uint8Array): MeshArrays[] {
  let at = 0;
  const take = (bytes: number) => {
    at += bytes;
    return whole.slice(at - bytes, at);
  };
  return scene.parts.map(({ vertices, faces, color, has_colors }) => ({
    positions: new Float32Array(take(12 * vertices).buffer),
    faces: new Uint32Array(take(12 * faces).buffer),
    colors: has_colors ? take(3 * vertices) : null,
    color,
  }));
}

const withMost = (most: number | undefined) =>
  most === undefined ? {} : { most: Math.min(most, 2 ** 31 - 1) };

/** A buffer of a message may begin anywhere, floats only at a multiple of four. */
function floatsOf(bytes: Uint8Array): Float32Array {
  return bytes.byteOffset % 4 === 0
    ? new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2)
    : new Float32Array(bytes.slice().buffer);
}
