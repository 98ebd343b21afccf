import { useLayoutEffect, useRef } from "preact/hooks";
import type { Tip } from "./drawn-chart";

const GAP_PX = 12;

/** What is said of a mark, beside the pointer and inside the window. */
export function ChartTip({ tip }: { tip: Tip }) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const el = box.current;
    if (!el) return;
    // In the top layer no frame cuts it off.
    el.showPopover?.();
    const { width, height } = el.getBoundingClientRect();
    const right = tip.x + GAP_PX + width <= innerWidth;
    const below = tip.y + GAP_PX + height <= innerHeight;
    el.style.left = `${Math.max(4, right ? tip.x + GAP_PX : tip.x - GAP_PX - width)}px`;
    el.style.top = `${Math.max(4, below ? tip.y + GAP_PX : tip.y - GAP_PX - height)}px`;
  }, [tip]);
  return (
    <div ref={box} popover="manual" class="dv-chart-tip" aria-hidden="true">
      {linesOf(tip.value).map(([name, value]) => (
        <div key={name}>
          {name && <span>{name}</span>}
          <b>{value}</b>
        </div>
      ))}
    </div>
  );
}

/** Names and values of a tip, as text alone: a spec comes from anywhere. */
export function linesOf(value: unknown): [string, string][] {
  if (typeof value !== "object" || value === null) return [["", String(value)]];
  if (Array.isArray(value)) return [["", value.map(String).join(", ")]];
  return Object.entries(value).map(([name, inner]) => [
    name,
    typeof inner === "object" && inner !== null ? JSON.stringify(inner) : String(inner ?? "empty"),
  ]);
}
