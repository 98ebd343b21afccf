import {
  BufferAttribute,
  BufferGeometry,
  Color,
  DoubleSide,
  Group,
  LoadingManager,
  Mesh,
  MeshStandardMaterial,
  SRGBColorSpace,
} from "three";
import { GLTFLoader } from "three/addons/loaders/GLTFLoader.js";
import { toCreasedNormals } from "three/addons/utils/BufferGeometryUtils.js";
import type { MeshArrays } from "./wire";

/** Edges sharper than this are seen as edges. */
const CREASE = (35 * Math.PI) / 180;
/** Beyond so many faces edges are not looked for, which takes a second for a million. */
const MOST_CREASED = 300_000;

/** The parts of a mesh as things to draw. */
export function meshObject(parts: readonly MeshArrays[]): Group {
  const group = new Group();
  for (const part of parts) group.add(partObject(part));
  return group;
}

function partObject({ positions, faces, colors, color }: MeshArrays): Mesh {
  let geometry = new BufferGeometry();
  geometry.setAttribute("position", new BufferAttribute(positions, 3));
  if (colors) geometry.setAttribute("color", new BufferAttribute(linearColors(colors), 3));
  geometry.setIndex(new BufferAttribute(faces, 1));
  if (faces.length / 3 <= MOST_CREASED) {
    const plain = geometry;
    geometry = toCreasedNormals(geometry, CREASE);
    plain.dispose();
  } else geometry.computeVertexNormals();
  const [r, g, b] = color;
  const shade = colors ? new Color(1, 1, 1) : new Color().setRGB(r / 255, g / 255, b / 255, SRGBColorSpace);
  const material = new MeshStandardMaterial({
    color: shade,
    vertexColors: colors !== null,
    roughness: 0.75,
    metalness: 0,
    side: DoubleSide,
  });
  return new Mesh(geometry, material);
}

/** Bytes of sRGB as linear light, which shading counts in. */
function linearColors(bytes: Uint8Array): Float32Array {
  const table = Float32Array.from({ length: 256 }, (_, k) => {
    const share = k / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return Float32Array.from(bytes, (k) => table[k] as number);
}

/** Read a glTF file. Nothing outside of it is fetched: Python refuses such files, and so does the loader. */
export async function gltfObject(file: Blob): Promise<Group> {
  const manager = new LoadingManager();
  manager.setURLModifier((url) => {
    if (/^(data|blob):/.test(url)) return url;
    throw new Error(
      `The file names ${JSON.stringify(url.slice(0, 60))}, and nothing is fetched from elsewhere.`,
    );
  });
  const { scene } = await new GLTFLoader(manager).parseAsync(await file.arrayBuffer(), "");
  const group = new Group();
  group.add(scene);
  return group;
}

/** Show the edges of triangles only, or their faces. */
export function setWireframe(object: Group, isWire: boolean): void {
  object.traverse((each) => {
    if (!(each instanceof Mesh)) return;
    for (const material of [each.material].flat()) if ("wireframe" in material) material.wireframe = isWire;
  });
}
