import { moveColumn, placeAt } from "./column-moves";
import type { GridLayout } from "./grid-layout";

/** Shorter than this a press is a click, which sorts. */
const DRAG_PX = 5;
/** So near an edge the grid scrolls under a column that is held there. */
const EDGE_PX = 32;
const SCROLL_PX = 14;

/** Move a column by its head, from a press on it at `startX` on. Esc leaves it where it was. */
export function dragColumn(head: Element, startX: number, layout: GridLayout, column: string): void {
  const scroller = head.closest<HTMLElement>(".dv-grid");
  if (!scroller) return;
  const over = new AbortController();
  const options = { signal: over.signal, capture: true };
  let x = startX;
  let frame = 0;
  const scroll = () => {
    const { left, right } = scroller.getBoundingClientRect();
    const fixed = layout.leftOf(layout.pinned.peek());
    if (x > right - EDGE_PX) scroller.scrollLeft += SCROLL_PX;
    else if (x > left + fixed && x < left + fixed + EDGE_PX) scroller.scrollLeft -= SCROLL_PX;
    layout.moving.value = { column, to: placeAt(layout, x) };
    frame = requestAnimationFrame(scroll);
  };
  const end = (isDone: boolean, isUp = true) => {
    over.abort();
    cancelAnimationFrame(frame);
    const moving = layout.moving.peek();
    layout.moving.value = null;
    if (!moving) return;
    // The click that follows would sort.
    const swallow = (event: Event) => {
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener("click", swallow, { capture: true, once: true });
    const forget = () => setTimeout(() => window.removeEventListener("click", swallow, { capture: true }));
    if (isUp) forget();
    else window.addEventListener("pointerup", forget, { capture: true, once: true });
    // Not where the last frame had it: a quick hand, or a busy page, is further.
    if (isDone) moveColumn(layout, column, placeAt(layout, x));
  };
  window.addEventListener(
    "pointermove",
    (event) => {
      x = event.clientX;
      if (event.buttons === 0) end(false);
      else if (layout.moving.peek() === null && Math.abs(x - startX) >= DRAG_PX) scroll();
    },
    options,
  );
  window.addEventListener(
    "pointerup",
    (event) => {
      x = event.clientX;
      end(true);
    },
    options,
  );
  window.addEventListener("pointercancel", () => end(false), options);
  window.addEventListener("keydown", (event) => event.key === "Escape" && end(false, false), options);
}
