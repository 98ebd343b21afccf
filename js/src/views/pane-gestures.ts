import { type Camera, FITTED, panBy, type Size, zoomAt } from "../pixels/camera";

/** A point of a pane, in CSS pixels. */
export interface Point {
  x: number;
  y: number;
}

export interface Gestures {
  camera(): Camera;
  picture(): Size;
  pane(): Size;
  /** The hand moved the camera. */
  onMove(to: Camera): void;
  /** The pointer is at a point without pressing; null when it is gone or busy. */
  onPoint(at: Point | null): void;
}

/** Turns of the wheel closer together than this are one gesture. */
const GESTURE_MS = 400;
/** A finger that moves less than this points. */
const TAP_PX = 6;

/** Wheel and two fingers zoom at where they are, dragging pans, a double click fits. */
export function followHand(el: HTMLElement, hand: Gestures): () => void {
  const abort = new AbortController();
  const options = { signal: abort.signal };
  const down = new Map<number, Point>();
  let start: Point | null = null;
  let zoomedAt = Number.NEGATIVE_INFINITY;
  const local = (event: MouseEvent): Point => {
    const { left, top } = el.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const isOnControl = (event: Event) =>
    event.target instanceof Element &&
    event.target.closest("button, [role=slider], [data-own-pointer]") !== null;
  const pan = (dx: number, dy: number) =>
    hand.onMove(panBy(hand.camera(), dx, dy, hand.picture(), hand.pane()));
  const zoom = (factor: number, { x, y }: Point) =>
    hand.onMove(zoomAt(hand.camera(), factor, x, y, hand.picture(), hand.pane()));

  el.addEventListener(
    "wheel",
    (event) => {
      const step = event.deltaMode === 1 ? event.deltaY * 16 : event.deltaY;
      // Nothing left to zoom out of: the wheel scrolls the notebook, but not within the same gesture.
      const isResting = event.timeStamp - zoomedAt > GESTURE_MS;
      if (step > 0 && hand.camera().zoom <= 1 && isResting && !event.ctrlKey) return;
      zoomedAt = event.timeStamp;
      event.preventDefault();
      // With Ctrl it is two fingers on a touchpad, which move in small steps.
      zoom(Math.exp(-step * (event.ctrlKey ? 0.01 : 0.002)), local(event));
      hand.onPoint(null);
    },
    { ...options, passive: false },
  );
  el.addEventListener(
    "pointerdown",
    (event) => {
      if (event.button !== 0 || isOnControl(event)) return;
      start = local(event);
      down.set(event.pointerId, start);
      el.setPointerCapture(event.pointerId);
    },
    options,
  );
  el.addEventListener(
    "pointermove",
    (event) => {
      const before = down.get(event.pointerId);
      const now = local(event);
      if (!before) {
        if (event.pointerType === "mouse") hand.onPoint(isOnControl(event) ? null : now);
        return;
      }
      down.set(event.pointerId, now);
      const other = [...down].find(([id]) => id !== event.pointerId)?.[1];
      if (other) {
        const middle = (p: Point) => ({ x: (p.x + other.x) / 2, y: (p.y + other.y) / 2 });
        const apart = (p: Point) => Math.max(1, Math.hypot(p.x - other.x, p.y - other.y));
        const [from, to] = [middle(before), middle(now)];
        zoom(apart(now) / apart(before), from);
        pan(to.x - from.x, to.y - from.y);
      } else pan(now.x - before.x, now.y - before.y);
      hand.onPoint(null);
    },
    options,
  );
  const letGo = (event: PointerEvent) => {
    const at = down.get(event.pointerId);
    down.delete(event.pointerId);
    if (!at || !start || event.type !== "pointerup" || event.pointerType === "mouse") return;
    // A tap names what is there, as pointing does with a mouse.
    if (Math.hypot(at.x - start.x, at.y - start.y) < TAP_PX) hand.onPoint(at);
  };
  el.addEventListener("pointerup", letGo, options);
  el.addEventListener("pointercancel", letGo, options);
  el.addEventListener(
    "pointerleave",
    (event) => {
      if (event.pointerType === "mouse") hand.onPoint(null);
    },
    options,
  );
  el.addEventListener(
    "dblclick",
    (event) => {
      if (!isOnControl(event)) hand.onMove(FITTED);
    },
    options,
  );
  return () => abort.abort();
}
