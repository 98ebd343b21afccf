/** Where the names of boxes stand over a photo, in its pixels. */

export interface TagWish {
  x: number;
  y: number;
  /** Width of the tag. */
  width: number;
}

export interface TagRoom {
  width: number;
  height: number;
  /** Height of a tag. */
  line: number;
}

/** The lower left corner of each tag: where it was wished for, inside of the photo, and moved down (at the lower edge up) by
 * its own height as long as another one stands there. */
export function placeTags(wishes: readonly TagWish[], room: TagRoom): { x: number; y: number }[] {
  const taken: { x: number; y: number; width: number }[] = [];
  const step = room.line * 1.06;
  return wishes.map(({ x, y, width }) => {
    const left = Math.max(0, Math.min(x, room.width - width));
    const first = Math.max(room.line, Math.min(y, room.height));
    const isFree = (bottom: number) =>
      taken.every(
        (other) =>
          Math.abs(other.y - bottom) >= step || other.x >= left + width || left >= other.x + other.width,
      );
    const down = lines(first, step, room.height);
    const up = lines(first, -step, room.line);
    const bottom = [...down, ...up].find(isFree) ?? first;
    taken.push({ x: left, y: bottom, width });
    return { x: left, y: bottom };
  });
}

function lines(from: number, step: number, to: number): number[] {
  const count = Math.max(0, Math.floor((to - from) / step + 1e-9)) + 1;
  return Array.from({ length: count }, (_, k) => from + k * step);
}
