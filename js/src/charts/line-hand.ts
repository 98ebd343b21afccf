import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { type Range, snapX, valueAt } from "./line-math";
import type { ChartLine, LinePlot, PlotBox } from "./line-plot";

/** A press that moves less is a click. */
const DRAG_PX = 4;
const NEAR_PX = 16;

/** A signal, or what reads and writes one. */
export interface Holder<T> {
  value: T;
}

export interface HandProps {
  lines: readonly ChartLine[];
  cursor: Signal<number | null>;
  zoom: Holder<Range | null>;
  onHoverLine?: ((id: string | null) => void) | undefined;
  onPickLine?: ((id: string) => void) | undefined;
  plot: { readonly current: LinePlot | null };
  zoomY: Signal<Range | null>;
  isHere: Signal<boolean>;
}

/** What a pointer does: hover reads, a drag zooms x, with shift y. */
export function useHand({ plot, zoom, zoomY, cursor, lines, isHere, onHoverLine, onPickLine }: HandProps) {
  const selected = useSignal<Record<string, string> | null>(null);
  const pressed = useRef<{ left: number; top: number; isY: boolean } | null>(null);
  const near = useRef<string | null>(null);
  const frame = useRef(0);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);

  const tell = (id: string | null) => {
    if (id === near.current) return;
    near.current = id;
    onHoverLine?.(id);
  };
  const find = (left: number, top: number) => {
    const made = plot.current;
    if (!made) return;
    const { box } = made;
    const x = made.xAt(Math.min(box.left + box.width, Math.max(box.left, left)));
    const snapped = snapX(lines, x);
    cursor.value = snapped;
    if (!onHoverLine || snapped === null) return;
    const found = nearestLine(made, lines, snapped, top);
    tell(found);
  };
  const handlers = {
    onPointerMove: (event: PointerEvent) => {
      const made = plot.current;
      const el = event.currentTarget as HTMLElement;
      if (!made) return;
      const { left: x0, top: y0 } = el.getBoundingClientRect();
      const [left, top] = [event.clientX - x0, event.clientY - y0];
      const start = pressed.current;
      if (start && Math.hypot(left - start.left, top - start.top) >= DRAG_PX) {
        selected.value = selection(made.box, start, left, top);
        return;
      }
      isHere.value = true;
      cancelAnimationFrame(frame.current);
      frame.current = requestAnimationFrame(() => find(left, top));
    },
    onPointerLeave: () => {
      if (pressed.current) return;
      cancelAnimationFrame(frame.current);
      isHere.value = false;
      cursor.value = null;
      tell(null);
    },
    onPointerDown: (event: PointerEvent) => {
      if (event.button !== 0 || !plot.current) return;
      const el = event.currentTarget as HTMLElement;
      const { left, top } = el.getBoundingClientRect();
      pressed.current = { left: event.clientX - left, top: event.clientY - top, isY: event.shiftKey };
      el.setPointerCapture(event.pointerId);
    },
    onPointerUp: (event: PointerEvent) => {
      const start = pressed.current;
      const made = plot.current;
      pressed.current = null;
      if (!start || !made) return;
      const { left: x0, top: y0 } = (event.currentTarget as HTMLElement).getBoundingClientRect();
      const [left, top] = [event.clientX - x0, event.clientY - y0];
      const wasDragged = selected.value !== null;
      selected.value = null;
      if (!wasDragged) {
        if (near.current !== null) onPickLine?.(near.current);
      } else if (start.isY) {
        const { box } = made;
        const clip = (place: number) => made.yAt(Math.min(box.top + box.height, Math.max(box.top, place)));
        zoomY.value = sorted(clip(start.top), clip(top));
      } else {
        const { box } = made;
        const clip = (place: number) => made.xAt(Math.min(box.left + box.width, Math.max(box.left, place)));
        zoom.value = sorted(clip(start.left), clip(left));
      }
    },
    onPointerCancel: () => {
      pressed.current = null;
      selected.value = null;
    },
  };
  return { selected, handlers };
}

const sorted = (a: number, b: number): Range => (a < b ? [a, b] : [b, a]);

/** The rectangle of a drag: over the whole height, with shift over the whole width. */
function selection(
  box: PlotBox,
  start: { left: number; top: number; isY: boolean },
  left: number,
  top: number,
): Record<string, string> {
  const clip = (value: number, low: number, size: number) => Math.min(low + size, Math.max(low, value));
  const [from, to] = start.isY
    ? sorted(clip(start.top, box.top, box.height), clip(top, box.top, box.height))
    : sorted(clip(start.left, box.left, box.width), clip(left, box.left, box.width));
  return start.isY
    ? { left: `${box.left}px`, width: `${box.width}px`, top: `${from}px`, height: `${to - from}px` }
    : { top: `${box.top}px`, height: `${box.height}px`, left: `${from}px`, width: `${to - from}px` };
}

function nearestLine(plot: LinePlot, lines: readonly ChartLine[], x: number, top: number): string | null {
  let best: string | null = null;
  let distance = NEAR_PX;
  for (const line of lines) {
    const value = valueAt(line, x);
    if (value === null) continue;
    const away = Math.abs(plot.top(value) - top);
    if (away < distance) {
      distance = away;
      best = line.id;
    }
  }
  return best;
}
