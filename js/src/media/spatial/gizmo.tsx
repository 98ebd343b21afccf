import { useLayoutEffect, useRef } from "preact/hooks";
import { formatNumber } from "../../format";
import type { Stage } from "./stage";
import type { Axis } from "./wire";

const LENGTH = 22;
const MIDDLE = 32;
const AXES: readonly Axis[] = ["x", "y", "z"];

/** Which way the axes of the data point, and how long a square of the floor is. */
export function Gizmo({ stage, step, hasGrid }: { stage: Stage; step: number; hasGrid: boolean }) {
  const root = useRef<SVGSVGElement>(null);
  useLayoutEffect(() => {
    const place = () => {
      const { axes } = stage;
      const groups = AXES.map((axis) => ({
        el: root.current?.querySelector(`[data-axis=${axis}]`),
        to: axes[axis],
      }));
      // What points at the eye lies on top.
      for (const { el, to } of groups.sort((a, b) => a.to[2] - b.to[2])) {
        if (!el) continue;
        const [x, y] = [MIDDLE + to[0] * LENGTH, MIDDLE + to[1] * LENGTH];
        el.parentNode?.append(el);
        el.querySelector("line")?.setAttribute("x2", `${x}`);
        el.querySelector("line")?.setAttribute("y2", `${y}`);
        el.querySelector("circle")?.setAttribute("cx", `${x}`);
        el.querySelector("circle")?.setAttribute("cy", `${y}`);
        el.querySelector("text")?.setAttribute("x", `${x}`);
        el.querySelector("text")?.setAttribute("y", `${y + 3.5}`);
      }
    };
    place();
    return stage.onDraw(place);
  }, [stage]);
  return (
    <div class="dv-space-gizmo" aria-hidden="true">
      <svg ref={root} width={64} height={64} viewBox="0 0 64 64" aria-hidden="true">
        {AXES.map((axis) => (
          <g key={axis} data-axis={axis}>
            <line x1={MIDDLE} y1={MIDDLE} />
            <circle r={7} />
            <text>{axis}</text>
          </g>
        ))}
      </svg>
      {hasGrid && <span>grid {step < 1 ? Number(step.toPrecision(1)) : formatNumber(step)}</span>}
    </div>
  );
}
