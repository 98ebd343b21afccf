import { useLayoutEffect, useRef } from "preact/hooks";
import { readColor } from "../../pixels/colors";
import { boxSize, labelOf, labelPlace, othersOf } from "./boxes";
import { coordinateText, placeOf } from "./picking";
import type { Stage } from "./stage";
import type { Axis, SceneBox, Vec3 } from "./wire";

/** More labels would hide what they stand over: those of the nearest boxes are there. */
const MOST = 40;
const HEIGHT = 19;
const UPWARD: Record<Axis, Vec3> = { x: [1, 0, 0], y: [0, 1, 0], z: [0, 0, 1] };

export interface BoxLabelsProps {
  stage: Stage;
  boxes: readonly SceneBox[];
  up: Axis;
  chosen: SceneBox | null;
  onChoose(box: SceneBox | null): void;
}

/** The labels of boxes over the canvas, moved with each drawing; a click chooses a box. */
export function BoxLabels({ stage, boxes, up, chosen, onChoose }: BoxLabelsProps) {
  const root = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const places = boxes.map(({ corners }) => labelPlace(corners, UPWARD[up]));
    const widths = new WeakMap<HTMLElement, number>();
    const widthOf = (tag: HTMLElement | undefined): number => {
      if (!tag) return 0;
      if (!widths.has(tag)) {
        tag.hidden = false;
        widths.set(tag, tag.offsetWidth);
      }
      return widths.get(tag) ?? 0;
    };
    const settle = () => {
      const tags = [...(root.current?.children ?? [])] as HTMLElement[];
      const { width, height } = stage.size;
      const seen = places.map((place, k) => ({ k, on: stage.project(place) }));
      const inside = seen.filter(({ on }) => on && on.x > 0 && on.y > 0 && on.x < width && on.y < height);
      inside.sort((a, b) => (a.on?.away ?? 0) - (b.on?.away ?? 0));
      // The chosen one first, then the nearest; whatever would lie over another is left out.
      inside.sort((a, b) => Number(boxes[b.k] === chosen) - Number(boxes[a.k] === chosen));
      const taken: { x: number; y: number; half: number }[] = [];
      const shown = new Map<number, { x: number; y: number }>();
      for (const { k, on } of inside) {
        if (!on || shown.size >= MOST) continue;
        const half = widthOf(tags[k]) / 2;
        const isOver = (other: (typeof taken)[number]) =>
          Math.abs(other.x - on.x) < half + other.half + 2 && Math.abs(other.y - on.y) < HEIGHT;
        if (taken.some(isOver)) continue;
        taken.push({ ...on, half });
        shown.set(k, on);
      }
      for (const [k, tag] of tags.entries()) {
        const found = shown.get(k);
        tag.hidden = !found;
        if (!found) continue;
        tag.style.transform = `translate(-50%, -100%) translate(${found.x.toFixed(1)}px, ${found.y.toFixed(1)}px)`;
      }
    };
    settle();
    return stage.onDraw(settle);
  }, [stage, boxes, up, chosen]);
  return (
    <div ref={root} class="dv-space-labels">
      {boxes.map((box, k) => (
        <button
          key={k}
          type="button"
          tabIndex={-1}
          class="dv-space-label"
          aria-pressed={box === chosen}
          style={{
            "--dv-c": `rgb(${box.color.join(" ")})`,
            "--dv-on": readColor(`rgb(${box.color.join(", ")})`).ink,
          }}
          onClick={() => onChoose(box === chosen ? null : box)}
        >
          {labelOf(box)}
          {box.score !== null && <small>{box.score.toFixed(2)}</small>}
        </button>
      ))}
    </div>
  );
}

export interface FactsOfBoxProps {
  box: SceneBox;
  origin: Vec3;
  radius: number;
}

/** What is known of a box: where its middle is, how long its edges are, and what else was said of it. */
export function factsOfBox({ box, origin, radius }: FactsOfBoxProps): [string, string][] {
  const middle = [0, 1, 2].map((k) => box.corners.reduce((sum, c) => sum + (c[k] as number), 0) / 8);
  const text = (value: number) => coordinateText(value, radius);
  return [
    ["label", labelOf(box)],
    ...(box.score === null ? [] : [["score", String(Number(box.score.toPrecision(6)))] as [string, string]]),
    ["center", placeOf(middle, origin).map(text).join(", ")],
    ["size", boxSize(box.corners).map(text).join(" × ")],
    ...othersOf(box),
  ];
}
