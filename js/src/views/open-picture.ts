import type { ViewContext } from "./context";

/** Open another row's picture, so many rows on; nothing beyond the first and the last. */
export function stepPicture({ viewer, rows }: Pick<ViewContext, "viewer" | "rows">, by: number): void {
  const open = viewer.peek();
  if (!open) return;
  const last = rows.matched.peek() - 1;
  // A filter may have left fewer rows than there were when it was opened.
  const position = Math.min(open.position, last) + by;
  if (position >= 0 && position <= last) viewer.value = { ...open, position };
}

/** Back to the table, which takes the keys once it is drawn again. */
export function closePicture({ viewer }: Pick<ViewContext, "viewer">, inside: Element | null): void {
  const host = inside?.closest(".dv");
  viewer.value = null;
  requestAnimationFrame(() => {
    if (!hasKeysWithin(host)) host?.querySelector<HTMLElement>("[role=grid]")?.focus({ preventScroll: true });
  });
}

/** Whether a part of a view has the keys: who went on to it while something closed keeps them there. */
export function hasKeysWithin(host: Element | null | undefined): boolean {
  const { activeElement } = (host?.getRootNode() ?? document) as Document | ShadowRoot;
  return !!host?.contains(activeElement) && activeElement !== host;
}
