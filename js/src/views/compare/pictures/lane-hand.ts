import { type Signal, signal } from "@preact/signals";
import { type Camera, FITTED, panBy, type Size, zoomAt } from "../../../pixels/camera";
import type { ViewContext } from "../../context";

/** What the hand does with the pictures of one row: all of them look through one camera, and one pointer is in all. */
export interface LaneHand {
  camera: Signal<Camera>;
  /** In fractions of the picture. */
  pointer: Signal<{ x: number; y: number } | null>;
  /** Picture and room of the first pane, for zooming by keys. */
  first: (() => { picture: Size; pane: Size }) | null;
}

interface OfView {
  /** Where swiped pictures are divided: in all rows at the same place, so that the eye can go down them. */
  share: Signal<number>;
  hands: Map<string, LaneHand>;
}

const views = new WeakMap<ViewContext["channel"], OfView>();

function ofView({ channel }: Pick<ViewContext, "channel">): OfView {
  let entry = views.get(channel);
  if (!entry) {
    entry = { share: signal(0.5), hands: new Map() };
    views.set(channel, entry);
  }
  return entry;
}

export function swipeShare(view: Pick<ViewContext, "channel">): Signal<number> {
  return ofView(view).share;
}

const keyOf = (column: string, row: number) => `${row}/${column}`;

/** The hand on a row's pictures, for as long as they are on the screen. */
export function takeHand(
  view: Pick<ViewContext, "channel">,
  column: string,
  row: number,
): { hand: LaneHand; release(): void } {
  const { hands } = ofView(view);
  const hand: LaneHand = { camera: signal(FITTED), pointer: signal(null), first: null };
  const key = keyOf(column, row);
  hands.set(key, hand);
  return {
    hand,
    release: () => {
      if (hands.get(key) === hand) hands.delete(key);
    },
  };
}

const ZOOM_STEP = 1.5;
const SHARE_STEP = 0.05;

/** Do what a key means for the pictures of a row; false where it means nothing. */
export function onLaneKey(
  view: Pick<ViewContext, "channel">,
  column: string,
  row: number,
  key: string,
): boolean {
  const { share, hands } = ofView(view);
  const hand = hands.get(keyOf(column, row));
  if (!hand) return false;
  const zoom = (factor: number) => {
    const { first, camera } = hand;
    if (!first) return;
    const { picture, pane } = first();
    camera.value = zoomAt(camera.peek(), factor, pane.width / 2, pane.height / 2, picture, pane);
  };
  const actions: Record<string, () => void> = {
    "[": () => moveShare(share, -1),
    "]": () => moveShare(share, 1),
    "+": () => zoom(ZOOM_STEP),
    "=": () => zoom(ZOOM_STEP),
    "-": () => zoom(1 / ZOOM_STEP),
    "0": () => {
      hand.camera.value = FITTED;
    },
  };
  actions[key]?.();
  return key in actions;
}

/** Move the divider by so many steps. */
export function moveShare(share: Signal<number>, by: number): void {
  share.value = Math.min(1, Math.max(0, Math.round((share.peek() + by * SHARE_STEP) * 100) / 100));
}

export interface LaneGestures {
  hand: LaneHand;
  /** Sizes at this moment: a larger picture may come while the hand drags. */
  picture(): Size;
  pane(): Size;
  /** Takes where the hand drags, as a share of the width; null where dragging moves a picture that is zoomed into. */
  onSwipe: ((share: number) => void) | null;
}

/** Follow the hand on one picture: it points, drags, and zooms with Ctrl and the wheel, or two fingers on a touchpad. The
 * wheel alone scrolls the table. */
export function followLane(el: HTMLElement, { hand, picture, pane, onSwipe }: LaneGestures): () => void {
  const abort = new AbortController();
  const options = { signal: abort.signal };
  let from: { x: number; y: number } | null = null;
  const local = (event: MouseEvent) => {
    const { left, top } = el.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const swipe = ({ x }: { x: number }) => onSwipe?.(Math.min(1, Math.max(0, x / pane().width)));
  el.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      event.stopPropagation();
      const step = event.deltaMode === 1 ? event.deltaY * 16 : event.deltaY;
      const { x, y } = local(event);
      hand.camera.value = zoomAt(hand.camera.peek(), Math.exp(-step * 0.005), x, y, picture(), pane());
    },
    { ...options, passive: false },
  );
  el.addEventListener(
    "pointerdown",
    (event) => {
      if (event.button !== 0 || (!onSwipe && hand.camera.peek().zoom <= 1)) return;
      from = local(event);
      el.setPointerCapture(event.pointerId);
      if (onSwipe) swipe(from);
    },
    options,
  );
  el.addEventListener(
    "pointermove",
    (event) => {
      const at = local(event);
      if (from) {
        if (onSwipe) swipe(at);
        else hand.camera.value = panBy(hand.camera.peek(), at.x - from.x, at.y - from.y, picture(), pane());
        from = at;
        return;
      }
      if (event.pointerType === "mouse") hand.pointer.value = placeAt(at, hand.camera.peek(), pane());
    },
    options,
  );
  const letGo = () => {
    from = null;
  };
  el.addEventListener("pointerup", letGo, options);
  el.addEventListener("pointercancel", letGo, options);
  el.addEventListener(
    "pointerleave",
    () => {
      hand.pointer.value = null;
    },
    options,
  );
  return () => {
    abort.abort();
    hand.pointer.value = null;
  };
}

/** What part of the picture, in fractions of it, is at a point of its pane; null beside it. */
function placeAt(
  { x, y }: { x: number; y: number },
  camera: Camera,
  pane: Size,
): { x: number; y: number } | null {
  const { x: fx, y: fy } = spotOf(camera, pane);
  const at = { x: fx(x), y: fy(y) };
  return at.x >= 0 && at.y >= 0 && at.x < 1 && at.y < 1 ? at : null;
}

/** From px of a pane that fits its picture to fractions of the picture. */
function spotOf({ x, y, zoom }: Camera, { width, height }: Size) {
  return {
    x: (px: number) => x + (px - width / 2) / (width * zoom),
    y: (px: number) => y + (px - height / 2) / (height * zoom),
  };
}

/** Where a place of the picture is in its pane, in CSS pixels. */
export function pixelOf(
  place: { x: number; y: number },
  { x, y, zoom }: Camera,
  { width, height }: Size,
): { x: number; y: number } {
  return {
    x: width / 2 + (place.x - x) * width * zoom,
    y: height / 2 + (place.y - y) * height * zoom,
  };
}
