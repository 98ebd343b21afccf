import { leastZoom } from "./camera";
import type { LineageState } from "./lineage-state";

/** A pointer that moves less than this presses a node; more drags the picture. */
const DRAG_PX = 4;
/** A second press on a group within this time opens it, so that the first waits for so long. */
const DOUBLE_MS = 260;
/** Turns of the wheel closer together than this are one gesture. */
const GESTURE_MS = 400;

interface Finger {
  x: number;
  y: number;
}

/** Pointing brightens, a press opens, a double press on a group shows its members, dragging moves, the wheel zooms. */
export function followPointer(el: HTMLElement, state: LineageState, open: (id: string) => void): () => void {
  const abort = new AbortController();
  const options = { signal: abort.signal };
  const down = new Map<number, Finger>();
  let start: Finger | null = null;
  let isDragging = false;
  let isPinching = false;
  let zoomedAt = Number.NEGATIVE_INFINITY;
  /** A group that was pressed, and opens unless it is pressed once more. */
  let first: { id: string; timer: ReturnType<typeof setTimeout> } | undefined;
  const openFirst = () => {
    const id = first?.id;
    clearTimeout(first?.timer);
    first = undefined;
    if (id !== undefined) open(id);
  };
  const local = (event: MouseEvent): Finger => {
    const { left, top } = el.getBoundingClientRect();
    return { x: event.clientX - left - el.clientLeft, y: event.clientY - top - el.clientTop };
  };
  const point = (at: Finger | null) => {
    const box = at && state.boxAt(at.x, at.y);
    state.hovered.value = box?.node.id ?? null;
    el.style.cursor = box ? "pointer" : "";
  };

  el.addEventListener(
    "wheel",
    (event) => {
      const step = event.deltaMode === 1 ? event.deltaY * 16 : event.deltaY;
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        event.preventDefault();
        state.pan(-(event.deltaX || step), 0);
        return;
      }
      const { zoom } = state.camera.peek();
      // All is in sight already: the wheel scrolls the notebook, but not within the same gesture.
      const isLeast = zoom <= leastZoom(state.picture.peek(), state.pane.peek()) + 1e-6;
      if (step > 0 && isLeast && event.timeStamp - zoomedAt > GESTURE_MS && !event.ctrlKey) return;
      zoomedAt = event.timeStamp;
      event.preventDefault();
      // With Ctrl it is two fingers on a touchpad, which move in small steps.
      state.zoom(Math.exp(-step * (event.ctrlKey ? 0.01 : 0.002)), local(event));
      point(null);
    },
    { ...options, passive: false },
  );
  el.addEventListener(
    "pointerdown",
    (event) => {
      if (event.button !== 0) return;
      // A second press counts from where it begins, however late it ends.
      clearTimeout(first?.timer);
      start = local(event);
      isDragging = false;
      down.set(event.pointerId, start);
      if (down.size > 1) isPinching = true;
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
        if (event.pointerType === "mouse") point(now);
        return;
      }
      const other = [...down].find(([id]) => id !== event.pointerId)?.[1];
      if (!other && start && !isDragging) {
        if (Math.hypot(now.x - start.x, now.y - start.y) < DRAG_PX) return;
        isDragging = true;
        point(null);
        el.classList.add("is-dragging");
      }
      down.set(event.pointerId, now);
      if (other) {
        const apart = (finger: Finger) => Math.max(1, Math.hypot(finger.x - other.x, finger.y - other.y));
        const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
        state.zoom(apart(now) / apart(before), middle);
      }
      state.pan((now.x - before.x) / (other ? 2 : 1), (now.y - before.y) / (other ? 2 : 1));
    },
    options,
  );
  const letGo = (event: PointerEvent) => {
    const isPress = down.delete(event.pointerId) && event.type === "pointerup" && !isDragging && !isPinching;
    el.classList.remove("is-dragging");
    if (down.size === 0) isPinching = false;
    const at = local(event);
    if (isPress) press(at);
    else openFirst();
    if (event.pointerType === "mouse") point(at);
  };
  const press = (at: Finger) => {
    const node = state.boxAt(at.x, at.y)?.node;
    const isSecond = node !== undefined && first?.id === node.id;
    if (isSecond) first = undefined;
    else openFirst();
    if (!node) {
      state.pinned.value = null;
      return;
    }
    state.active.value = node.id;
    if (!node.is_group || node.member_count === 1) open(node.id);
    else if (isSecond) state.openGroup(node.id);
    else first = { id: node.id, timer: setTimeout(openFirst, DOUBLE_MS) };
  };
  el.addEventListener("pointerup", letGo, options);
  el.addEventListener("pointercancel", letGo, options);
  el.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && point(null), options);
  return () => {
    clearTimeout(first?.timer);
    abort.abort();
  };
}
