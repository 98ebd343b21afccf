import { useLayoutEffect, useRef } from "preact/hooks";
import { Raycaster, Vector2 } from "three";
import { Button } from "../../controls/button";
import { formatCount } from "../../format";
import type { CloudObject } from "./cloud-object";
import { coordinateText, placeOf, pointAt } from "./picking";
import type { Stage } from "./stage";
import type { Loaded } from "./use-spatial";
import type { Vec3 } from "./wire";

/** What is under a place of the screen. */
export interface Picked {
  title: string;
  /** In the space of the content. */
  place: Vec3;
  facts: [string, string][];
}

/** Read the point or the surface under a place of the screen; null where there is nothing. */
export function pickAt(
  stage: Stage,
  loaded: Loaded,
  points: CloudObject | null,
  at: { x: number; y: number },
): Picked | null {
  return loaded.kind === "cloud" ? pickPoint(stage, loaded, points, at) : pickSurface(stage, loaded, at);
}

function pickPoint(
  stage: Stage,
  { scene, cloud }: Extract<Loaded, { kind: "cloud" }>,
  points: CloudObject | null,
  at: { x: number; y: number },
): Picked | null {
  const found = pointAt(
    cloud.positions,
    cloud.count,
    stage.matrix.elements,
    stage.size,
    at,
    (k) => points?.isHidden(k) ?? false,
  );
  if (found === null) return null;
  const place = [...cloud.positions.subarray(3 * found, 3 * found + 3)] as Vec3;
  const facts = coordinates(placeOf(place, scene.origin), stage.radius);
  if (cloud.category) facts.push(["category", String(cloud.category[found])]);
  if (cloud.rgb) facts.push(["color", [...cloud.rgb.subarray(3 * found, 3 * found + 3)].join(", ")]);
  for (const [name, numbers] of cloud.values)
    facts.push([name, String(Number((numbers[found] as number).toPrecision(6)))]);
  return { title: "Point", place, facts };
}

function pickSurface(
  stage: Stage,
  { scene, object }: Extract<Loaded, { kind: "mesh" }>,
  at: { x: number; y: number },
): Picked | null {
  const { width, height } = stage.size;
  const ray = new Raycaster();
  ray.setFromCamera(new Vector2((2 * at.x) / width - 1, 1 - (2 * at.y) / height), stage.camera);
  const hit = ray.intersectObject(object, true)[0];
  if (!hit) return null;
  const place = stage.content.worldToLocal(hit.point.clone()).toArray();
  const origin: Vec3 = scene.kind === "mesh" ? scene.origin : [0, 0, 0];
  const facts = coordinates(placeOf(place, origin), stage.radius);
  if (hit.faceIndex !== null && hit.faceIndex !== undefined) facts.push(["face", formatCount(hit.faceIndex)]);
  return { title: "Surface", place, facts };
}

function coordinates(place: Vec3, radius: number): [string, string][] {
  return (["x", "y", "z"] as const).map((axis, k) => [axis, coordinateText(place[k] as number, radius)]);
}

export interface PickCardProps {
  title: string;
  facts: [string, string][];
  /** A ring around what was picked. */
  mark?: { stage: Stage; place: Vec3 };
  onClose(): void;
}

/** What is known of what was picked. */
export function PickCard({ title, facts, mark, onClose }: PickCardProps) {
  const ring = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (!mark) return;
    const settle = () => {
      const on = mark.stage.project(mark.place);
      if (!ring.current) return;
      ring.current.hidden = on === null;
      if (on) ring.current.style.transform = `translate(${on.x}px, ${on.y}px)`;
    };
    settle();
    return mark.stage.onDraw(settle);
  }, [mark?.stage, mark?.place]);
  return (
    <>
      {mark && <i ref={ring} class="dv-space-ring" />}
      <div class="dv-space-card" role="status" aria-label={title}>
        <Button icon="close" small title={`Close ${title.toLowerCase()} (esc)`} onClick={onClose} />
        <dl>
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </div>
    </>
  );
}
