import {
  Box3,
  Color,
  DirectionalLight,
  Group,
  HemisphereLight,
  Matrix4,
  MOUSE,
  type Object3D,
  PerspectiveCamera,
  Scene as Room,
  Sphere,
  Vector3,
  WebGLRenderer,
} from "three";
import { OrbitControls } from "three/addons/controls/OrbitControls.js";
import { type Bounds, cornersOf, distanceToSee, FACE_CORNER, LOOKS, type Look, UPRIGHT } from "./camera";
import { Detail } from "./detail";
import type { Stance } from "./settings";
import type { Axis, Vec3 } from "./wire";

const FIELD_DEG = 40;
const MARGIN = 1.06;
const TURN = Math.PI / 12;
/** A hand that rests so long has come to its end. */
const REST_MS = 180;

/** A canvas on which things stand, an eye, and hands that turn it. It draws when something changed, and else rests. */
export class Stage {
  readonly renderer: WebGLRenderer;
  readonly camera = new PerspectiveCamera(FIELD_DEG, 1, 0.01, 1000);
  readonly controls: OrbitControls;
  /** What stands here, turned so that its own axis that points up is y. */
  readonly content = new Group();
  readonly #room = new Room();
  readonly #lights = new Group();
  #bounds: Bounds = { center: [0, 0, 0], radius: 1, low: [-1, -1, -1], high: [1, 1, 1] };
  #reach = 1;
  #frame = 0;
  #size = { width: 1, height: 1 };
  readonly #drawn = new Set<() => void>();
  readonly #detail = new Detail();
  #rest: ReturnType<typeof setTimeout> | undefined;
  /** Told, before each drawing, which share of the points to draw: all of them but under a hand that is ahead. */
  onDetail: (share: number) => void = () => {};

  /** Throws where the browser has no WebGL. */
  constructor(canvas: HTMLCanvasElement) {
    this.renderer = new WebGLRenderer({ canvas, antialias: true, alpha: true });
    const sun = new DirectionalLight(0xffffff, 1.9);
    // Light from where the eye is: whatever is looked at is lit.
    sun.position.set(0.4, 0.7, 1);
    this.#lights.add(sun, sun.target);
    this.#room.add(new HemisphereLight(0xffffff, 0x8a8f99, 1.6), this.#lights, this.content);
    this.controls = new OrbitControls(this.camera, canvas);
    this.controls.zoomToCursor = true;
    this.controls.mouseButtons = { LEFT: MOUSE.ROTATE, MIDDLE: MOUSE.DOLLY, RIGHT: MOUSE.PAN };
    this.controls.addEventListener("change", this.#move);
  }

  readonly #move = (): void => {
    this.#detail.isMoving = true;
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => {
      this.#detail.isMoving = false;
      if (this.#detail.share < 1) this.invalidate();
    }, REST_MS);
    this.invalidate();
  };

  /** Draw at the next moment that the screen is drawn. */
  readonly invalidate = (): void => {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(this.draw);
  };

  readonly draw = (): void => {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const away = this.camera.position.distanceTo(this.controls.target);
    this.camera.near = Math.max(away / 1000, this.#reach / 1e6);
    this.camera.far = away + 4 * this.#reach;
    this.camera.updateProjectionMatrix();
    this.#lights.quaternion.copy(this.camera.quaternion);
    const share = this.#detail.next(performance.now());
    this.onDetail(share);
    this.renderer.domElement.dataset.share = String(share);
    this.renderer.render(this.#room, this.camera);
    for (const told of this.#drawn) told();
  };

  /** Call back after each drawing, until the function that is returned is called. */
  onDraw(told: () => void): () => void {
    this.#drawn.add(told);
    return () => this.#drawn.delete(told);
  }

  resize(width: number, height: number, ratio: number): void {
    this.#size = { width, height };
    this.renderer.setPixelRatio(Math.min(ratio, 2));
    this.renderer.setSize(width, height, false);
    this.camera.aspect = width / height;
    this.camera.updateProjectionMatrix();
    this.draw();
  }

  get size(): { width: number; height: number } {
    return this.#size;
  }

  set ground(color: string | null) {
    this.#room.background = color === null ? null : new Color(color);
    this.invalidate();
  }

  /** Which axis of the data points up, and whether its axes are left-handed. */
  orient(up: Axis, isLeft: boolean): void {
    this.content.rotation.set(UPRIGHT[up].x, 0, UPRIGHT[up].z);
    // In a left-handed frame the third axis points the other way.
    this.content.scale.set(1, up === "y" ? 1 : isLeft ? -1 : 1, up === "y" && isLeft ? -1 : 1);
    this.content.updateMatrixWorld(true);
    this.invalidate();
  }

  /** What the eye should see, and how far things reach beyond it, in the space of the content. */
  setBounds(bounds: Bounds, reach: number): void {
    this.#bounds = bounds;
    this.#reach = Math.max(reach, bounds.radius);
  }

  /** The middle of what should be seen, in the room. */
  get middle(): Vector3 {
    return this.content.localToWorld(new Vector3(...this.#bounds.center));
  }

  get radius(): number {
    return this.#bounds.radius;
  }

  /** See all from a side. */
  look(look: Look, faces = false): void {
    const direction = new Vector3(...(look === "corner" && faces ? FACE_CORNER : LOOKS[look])).normalize();
    this.#place(direction.multiplyScalar(this.#distanceFrom(direction)), new Vector3());
  }

  /** See all from where the eye is. */
  fit(): void {
    const direction = this.camera.position.clone().sub(this.controls.target).normalize();
    this.#place(direction.multiplyScalar(this.#distanceFrom(direction)), new Vector3());
  }

  /** Look from a place at another, both of the data. */
  lookFrom(viewpoint: Vec3, target: Vec3): void {
    this.controls.target.copy(this.content.localToWorld(new Vector3(...target)));
    this.camera.position.copy(this.content.localToWorld(new Vector3(...viewpoint)));
    this.controls.update();
    this.invalidate();
  }

  get stance(): Stance {
    const offset = this.camera.position.clone().sub(this.controls.target).divideScalar(this.radius);
    const target = this.controls.target.clone().sub(this.middle).divideScalar(this.radius);
    return { offset: offset.toArray(), target: target.toArray() };
  }

  set stance({ offset, target }: Stance) {
    const scaled = (v: Vec3) => new Vector3(...v).multiplyScalar(this.radius);
    this.#place(scaled(offset), scaled(target));
  }

  /** Turn by steps to the right and upwards. */
  turn(right: number, up: number): void {
    const offset = this.camera.position.clone().sub(this.controls.target);
    const sideways = new Vector3(0, 1, 0).cross(offset).normalize();
    offset.applyAxisAngle(new Vector3(0, 1, 0), right * TURN);
    const risen = offset.clone().applyAxisAngle(sideways, -up * TURN);
    // Not over the pole, where right and left change places.
    if (Math.abs(risen.clone().normalize().y) < 0.995) offset.copy(risen);
    this.camera.position.copy(this.controls.target).add(offset);
    this.controls.update();
    this.invalidate();
  }

  /** Come nearer by steps, or go away. */
  zoom(by: number): void {
    const offset = this.camera.position
      .clone()
      .sub(this.controls.target)
      .multiplyScalar(0.8 ** by);
    this.camera.position.copy(this.controls.target).add(offset);
    this.controls.update();
    this.invalidate();
  }

  /** From the data's space to the screen's, -1 to 1. */
  get matrix(): Matrix4 {
    this.camera.updateMatrixWorld();
    return new Matrix4()
      .multiplyMatrices(this.camera.projectionMatrix, this.camera.matrixWorldInverse)
      .multiply(this.content.matrixWorld);
  }

  /** Where a place of the data is on the screen, in CSS pixels, and how far from the eye; null behind it. */
  project(place: Vec3): { x: number; y: number; away: number } | null {
    const world = this.content.localToWorld(new Vector3(...place));
    const away = world.distanceTo(this.camera.position);
    const seen = world.clone().applyMatrix4(this.camera.matrixWorldInverse);
    if (seen.z > -this.camera.near) return null;
    const on = world.project(this.camera);
    return { x: ((on.x + 1) / 2) * this.#size.width, y: ((1 - on.y) / 2) * this.#size.height, away };
  }

  /** Directions of the data's axes on the screen: right, down, and towards the eye. */
  get axes(): Record<Axis, Vec3> {
    const turn = this.camera.matrixWorldInverse.clone().multiply(this.content.matrixWorld);
    const of = (x: number, y: number, z: number): Vec3 => {
      const v = new Vector3(x, y, z).transformDirection(turn);
      return [v.x, -v.y, v.z];
    };
    return { x: of(1, 0, 0), y: of(0, 1, 0), z: of(0, 0, 1) };
  }

  /** A PNG of what is on the canvas. */
  picture(): Promise<Blob> {
    this.#detail.isMoving = false;
    // What was drawn is gone once the browser has shown it.
    this.draw();
    return new Promise((resolve, reject) =>
      this.renderer.domElement.toBlob((blob) =>
        blob ? resolve(blob) : reject(new Error("The browser made no picture of it: try again.")),
      ),
    );
  }

  dispose(): void {
    clearTimeout(this.#rest);
    cancelAnimationFrame(this.#frame);
    this.#frame = -1;
    this.controls.dispose();
    disposeOf(this.content);
    this.renderer.dispose();
    // A page has few contexts: the next viewer needs this one.
    this.renderer.forceContextLoss();
  }

  /** How far away, in a direction of length 1, the eye sees all. */
  #distanceFrom(direction: Vector3): number {
    const right = new Vector3(0, 1, 0).cross(direction);
    // From above the first axis of the room is on the right.
    if (right.lengthSq() < 1e-9) right.set(1, 0, 0);
    right.normalize();
    const up = direction.clone().cross(right);
    const middle = this.middle;
    const places = cornersOf(this.#bounds).map((corner): Vec3 => {
      const away = this.content.localToWorld(new Vector3(...corner)).sub(middle);
      return [away.dot(right), away.dot(up), away.dot(direction)];
    });
    const slope = Math.tan((FIELD_DEG * Math.PI) / 360);
    return MARGIN * distanceToSee(places, [slope * this.camera.aspect, slope]);
  }

  #place(offset: Vector3, target: Vector3): void {
    this.controls.target.copy(this.middle).add(target);
    this.camera.position.copy(this.controls.target).add(offset);
    this.controls.update();
    this.invalidate();
  }
}

/** The box and the ball around things, in their parent's space. */
export function ballOf(object: Object3D): Bounds {
  object.updateMatrixWorld(true);
  const box = new Box3().setFromObject(object);
  if (object.parent) box.applyMatrix4(object.parent.matrixWorld.clone().invert());
  const ball = box.getBoundingSphere(new Sphere());
  const [low, high] = [box.min.toArray(), box.max.toArray()];
  return { center: ball.center.toArray(), radius: Math.max(ball.radius, 1e-6), low, high };
}

/** Give back what things hold in the graphics card. */
export function disposeOf(object: Object3D): void {
  object.traverse((each) => {
    const held = each as unknown as Partial<Record<"geometry" | "material", unknown>>;
    for (const part of [held.geometry, held.material].flat()) {
      const one = part as { dispose?: () => void; map?: { dispose(): void } | null } | undefined;
      one?.map?.dispose();
      one?.dispose?.();
    }
  });
}
