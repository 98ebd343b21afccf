/** Scrolling over more rows than a browser can make an element high: browsers stop near 16.7M px. */

const TALLEST_PX = 8_000_000;

export interface Extent {
  /** Height of all rows, in px. */
  total: number;
  /** Height of the part on the screen, in px. */
  view: number;
}

/** Height of the element that stands for all rows. */
export function spaceHeight(total: number): number {
  return Math.min(total, TALLEST_PX);
}

export function isScaled(total: number): boolean {
  return total > TALLEST_PX;
}

export function clampTop(top: number, { total, view }: Extent): number {
  return Math.max(0, Math.min(top, total - view));
}

/** First visible px of the rows, from the scrollbar. */
export function topOf(scrollTop: number, { total, view }: Extent): number {
  const room = spaceHeight(total) - view;
  if (!isScaled(total) || room <= 0) return clampTop(scrollTop, { total, view });
  return clampTop((scrollTop / room) * (total - view), { total, view });
}

/** Where the scrollbar stands for a first visible px of the rows. */
export function scrollTopOf(top: number, { total, view }: Extent): number {
  if (!isScaled(total)) return clampTop(top, { total, view });
  return (clampTop(top, { total, view }) / (total - view)) * (spaceHeight(total) - view);
}

/** First px to show so that a row is in sight, moving as little as possible. */
export function revealTop(top: number, row: number, rowHeight: number, { total, view }: Extent): number {
  const above = row * rowHeight;
  const below = above + rowHeight - view;
  return clampTop(Math.min(above, Math.max(below, top)), { total, view });
}

/** Rows in sight: `last` is excluded, and rows cut by an edge count. */
export function rowsInSight(
  top: number,
  rowHeight: number,
  count: number,
  view: number,
): { first: number; last: number } {
  const first = Math.max(0, Math.floor(top / rowHeight));
  return { first, last: Math.min(count, Math.ceil((top + view) / rowHeight)) };
}

/** Columns in sight, beside those that are pinned; `before` and `after` are the widths left out at each side. */
export function columnsInSight(
  widths: number[],
  left: number,
  view: number,
): { first: number; last: number; before: number; after: number } {
  let first = 0;
  let before = 0;
  while (first < widths.length - 1 && before + (widths[first] ?? 0) <= left) before += widths[first++] ?? 0;
  let last = first;
  let edge = before;
  while (last < widths.length && edge < left + view) edge += widths[last++] ?? 0;
  let after = 0;
  for (let index = last; index < widths.length; index++) after += widths[index] ?? 0;
  return { first, last, before, after };
}

/** Wheel distance in px, whatever unit the mouse speaks. */
export function wheelPx(
  event: { deltaY: number; deltaMode: number },
  rowHeight: number,
  view: number,
): number {
  return event.deltaY * (event.deltaMode === 1 ? rowHeight : event.deltaMode === 2 ? view : 1);
}
