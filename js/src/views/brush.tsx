import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { onBrushKey } from "./brush-keys";
import {
  brushOf,
  isoTime,
  type Range,
  type RangeAxis,
  rangeClause,
  setBrush,
  sharesOf,
  valuesAt,
} from "./ranges";
import { useTable } from "./table-state";

/** Shorter than this a press is a click, not a drag. */
const DRAG_PX = 3;
/** Half of the target around an end of the range. */
const GRIP_PX = 12;

/** What a drag moves: an end, the whole range, or the end of a new one. */
type Part = "low" | "high" | "both" | "new";

/** What lies at a share of the axis, `width` px wide. */
export function partAt(range: Range | null, share: number, width: number): Part {
  if (!range) return "new";
  const [toLow, toHigh] = [Math.abs(share - range[0]) * width, Math.abs(share - range[1]) * width];
  const isInside = share > range[0] && share < range[1];
  // Where the range is narrow, half of it belongs to each end.
  const reach = isInside ? Math.min(GRIP_PX, ((range[1] - range[0]) * width) / 3) : GRIP_PX;
  if (Math.min(toLow, toHigh) <= reach) return toLow < toHigh ? "low" : "high";
  return isInside ? "both" : "new";
}

/** The range after a drag by `by`, a share of the axis, from a start. */
export function draggedRange(part: Part, range: Range | null, start: number, by: number): Range {
  const inside = (value: number) => Math.max(0, Math.min(1, value));
  const sorted = (a: number, b: number): Range => [inside(Math.min(a, b)), inside(Math.max(a, b))];
  if (!range || part === "new") return sorted(start, start + by);
  if (part === "low") return sorted(range[0] + by, range[1]);
  if (part === "high") return sorted(range[0], range[1] + by);
  const step = Math.max(-range[0], Math.min(1 - range[1], by));
  return [range[0] + step, range[1] + step];
}

const CURSORS: Record<Part, string> = { low: "ew-resize", high: "ew-resize", both: "grab", new: "crosshair" };

export interface BrushProps {
  axis: RangeAxis;
  /** Column that other heads can follow while the hand moves; null for an expression. */
  column: string | null;
  label: string;
  /** Width of the axis, in px. */
  width: number;
  /** The range under the hand, in shares of the axis. */
  dragged: Signal<Range | null>;
  /** Whether Tab leads here: in a grid the keys of its heads do the same. */
  isStop: boolean;
  /** Draws the chart with a range marked, in shares of the axis. */
  children(range: Range | null): ComponentChildren;
}

/** Choose a range of a histogram: drag over it, drag an end or the whole, click one bar, double click to let go. */
export function Brush({ axis, column, label, width, dragged, isStop, children }: BrushProps) {
  const state = useTable();
  const start = useRef<{ at: number; part: Part; range: Range | null } | null>(null);
  const old = brushOf(state.query.value.filters, axis.of);
  const kept = old && sharesOf(axis, old.range);
  const shareAt = (event: PointerEvent) => {
    const { left } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    return Math.max(0, Math.min(1, (event.clientX - left) / width));
  };
  const write = (shares: Range) => {
    const text = rangeClause(axis, ...valuesAt(axis, shares));
    state.edit((query) => setBrush(query, axis.of, text));
  };
  const follow = (shares: Range) => {
    if (column === null) return;
    const others = setBrush(state.shown.peek(), axis.of, null);
    const [low, high] = valuesAt({ ...axis, isInteger: false }, shares);
    const ends = axis.isTime ? [isoTime(low), isoTime(high)] : [low, high];
    state.brush.move(others, column, ends);
  };
  return (
    <div
      class="dv-brush"
      role="group"
      aria-label={label}
      tabIndex={isStop ? 0 : -1}
      onKeyDown={(event) => {
        if (onBrushKey(event, state, axis)) {
          event.preventDefault();
          event.stopPropagation();
        }
      }}
      onPointerDown={(event) => {
        if (event.button !== 0 || axis.end <= axis.min) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const at = shareAt(event);
        start.current = { at, part: partAt(kept, at, width), range: kept };
      }}
      onPointerMove={(event) => {
        const at = shareAt(event);
        const from = start.current;
        if (!from) {
          event.currentTarget.style.cursor = CURSORS[partAt(kept, at, width)];
          return;
        }
        if (dragged.value === null && Math.abs(at - from.at) * width < DRAG_PX) return;
        dragged.value = draggedRange(from.part, from.range, from.at, at - from.at);
        follow(dragged.value);
      }}
      onPointerUp={() => {
        const from = start.current;
        if (!from) return;
        start.current = null;
        const bin = Math.min(axis.bins - 1, Math.floor(from.at * axis.bins));
        const isClick = dragged.value === null;
        const chosen: Range = dragged.value ?? [bin / axis.bins, (bin + 1) / axis.bins];
        dragged.value = null;
        state.brush.rest();
        if (!isClick || from.part === "new" || from.part === "both") write(chosen);
      }}
      onPointerCancel={() => {
        start.current = null;
        dragged.value = null;
        state.brush.clear();
      }}
      onDblClick={() => state.edit((query) => setBrush(query, axis.of, null))}
    >
      {children(dragged.value ?? kept)}
    </div>
  );
}
