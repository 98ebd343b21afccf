import { BufferAttribute, BufferGeometry, Points, ShaderMaterial, Sphere, Vector3 } from "three";
import { type Paint, paintPoints } from "./colors";
import type { Cloud } from "./wire";

// Colors are those of the file, so nothing lights them or changes their space.
const VERTEX = `
uniform float size;
attribute vec4 color;
varying vec4 shade;
void main() {
  shade = color;
  gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
  gl_PointSize = size;
}`;
const FRAGMENT = `
varying vec4 shade;
void main() {
  if (shade.a < 0.5) discard;
#ifdef ROUND
  vec2 at = gl_PointCoord - 0.5;
  if (dot(at, at) > 0.25) discard;
#endif
  gl_FragColor = vec4(shade.rgb, 1.0);
}`;
/** From so many screen pixels on a point is a disc. */
const ROUND_PX = 3;

/** The points of a cloud: one buffer of places and one of colors, which fill as pieces come. */
export class CloudObject extends Points<BufferGeometry, ShaderMaterial> {
  readonly #cloud: Cloud;
  #count = 0;
  readonly #colors: BufferAttribute;
  readonly #positions: BufferAttribute;

  constructor(cloud: Cloud, radius: number) {
    const geometry = new BufferGeometry();
    const positions = new BufferAttribute(cloud.positions, 3);
    const colors = new BufferAttribute(new Uint8Array((cloud.positions.length / 3) * 4), 4, true);
    geometry.setAttribute("position", positions);
    geometry.setAttribute("color", colors);
    geometry.setDrawRange(0, cloud.count);
    // Nobody needs to look at a million points to know where they are.
    geometry.boundingSphere = new Sphere(new Vector3(), radius);
    super(
      geometry,
      new ShaderMaterial({
        vertexShader: VERTEX,
        fragmentShader: FRAGMENT,
        uniforms: { size: { value: 2 } },
      }),
    );
    this.#cloud = cloud;
    this.#colors = colors;
    this.#positions = positions;
    this.frustumCulled = false;
  }

  /** Draw the points that came, `from` to `to`. */
  grow(paint: Paint, from: number, to: number): void {
    paintPoints(this.#colors.array as Uint8Array, this.#cloud, paint, from, to);
    this.#positions.addUpdateRange(3 * from, 3 * (to - from));
    this.#colors.addUpdateRange(4 * from, 4 * (to - from));
    this.#positions.needsUpdate = true;
    this.#colors.needsUpdate = true;
    this.#count = to;
    this.geometry.setDrawRange(0, to);
  }

  /** Draw a share of the points that are here: the first ones are spread over the whole cloud. */
  thin(share: number): void {
    this.geometry.setDrawRange(0, Math.ceil(share * this.#count));
  }

  paint(paint: Paint): void {
    paintPoints(this.#colors.array as Uint8Array, this.#cloud, paint);
    this.#colors.clearUpdateRanges();
    this.#colors.needsUpdate = true;
  }

  isHidden(index: number): boolean {
    return (this.#colors.array as Uint8Array)[4 * index + 3] === 0;
  }

  /** Size of points in CSS pixels, of which each is `ratio` of the screen's. */
  resize(size: number, ratio: number): void {
    const pixels = Math.max(1, size * ratio);
    const { material } = this;
    if (material.uniforms.size) material.uniforms.size.value = pixels;
    const isRound = pixels >= ROUND_PX;
    if (isRound !== "ROUND" in material.defines) {
      material.defines = isRound ? { ROUND: "" } : {};
      material.needsUpdate = true;
    }
  }
}
