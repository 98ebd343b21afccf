import type { Rect } from "./boxes";

/** A tag that wants a place at its box. */
export interface Tag {
  anchor: Rect;
  w: number;
  h: number;
  /** Width of the mark alone, which goes where the words do not. */
  shortW?: number;
}

/** Where a tag goes. */
export interface TagPlace extends Rect {
  /** Whether there is room for the mark alone. */
  isShort: boolean;
}

const shared = (a: Rect, b: Rect): number =>
  Math.max(0, Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x)) *
  Math.max(0, Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y));

/** Place tags, first come first served, so that they stay inside `bounds`, never touch, and hide as little line as they
 * can: along the top of their box, inside it, below it, beside it. One that finds no room shrinks to its mark; one that
 * finds none even then is null: its box is named when pointed at. */
export function placeTags(tags: Tag[], bounds: Rect): (TagPlace | null)[] {
  const taken: Rect[] = [];
  const lines = tags.map(({ anchor }) => anchor);
  return tags.map((tag) => {
    const long = bestPlace(tag, bounds, taken, lines);
    const short = long || !tag.shortW ? null : bestPlace({ ...tag, w: tag.shortW }, bounds, taken, lines);
    const best = long ?? short;
    if (!best) return null;
    taken.push(best);
    return { ...best, isShort: !long };
  });
}

function bestPlace(tag: Tag, bounds: Rect, taken: Rect[], lines: Rect[]): Rect | null {
  let best: Rect | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const [x, y, price] of candidates(tag)) {
    const rect = { x, y, w: tag.w, h: tag.h };
    if (price >= least || shared(rect, bounds) < tag.w * tag.h - 1) continue;
    if (taken.some((other) => shared({ x: x - 1, y: y - 1, w: tag.w + 2, h: tag.h + 2 }, other) > 0))
      continue;
    const cost =
      price + 0.5 * lines.reduce((sum, line) => sum + (line === tag.anchor ? 0 : covered(rect, line)), 0);
    if (cost >= least) continue;
    best = rect;
    least = cost;
  }
  return best;
}

/** Places for a tag: x, y and how little they are liked. */
function candidates({ anchor: a, w, h }: Tag): [x: number, y: number, price: number][] {
  const along = [0, 0.25, 0.5, 0.75, 1].map((t) => a.x + t * Math.max(0, a.w - w));
  const beside = [0.25, 0.5, 0.75].map((t) => a.y + t * (a.h - h));
  return [
    ...along.map((x, k): [number, number, number] => [x, a.y - h, k]),
    ...along.map((x, k): [number, number, number] => [x, a.y + 1, 3 + k]),
    ...along.map((x, k): [number, number, number] => [x, a.y + a.h, 4 + k]),
    ...along.map((x, k): [number, number, number] => [x, a.y + a.h - h - 1, 5 + k]),
    ...beside.map((y): [number, number, number] => [a.x + a.w, y, 8]),
    ...beside.map((y): [number, number, number] => [a.x - w, y, 8]),
  ];
}

/** Length of the edges of `box` that `rect` would cover. */
function covered(rect: Rect, box: Rect): number {
  const along = (from: number, to: number, a: number, b: number) =>
    Math.max(0, Math.min(to, b) - Math.max(from, a));
  let length = 0;
  for (const y of [box.y, box.y + box.h])
    if (y >= rect.y && y <= rect.y + rect.h) length += along(rect.x, rect.x + rect.w, box.x, box.x + box.w);
  for (const x of [box.x, box.x + box.w])
    if (x >= rect.x && x <= rect.x + rect.w) length += along(rect.y, rect.y + rect.h, box.y, box.y + box.h);
  return length;
}
