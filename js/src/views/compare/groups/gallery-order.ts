import type { ComparedPictures } from "../wire";

type Picture = ComparedPictures["rows"][number];

/** As many pictures as there is room for: those that moved first, as many of each table as can be, tables in order. */
export function shownPictures(rows: readonly Picture[], room: number): Picture[] {
  if (rows.length <= room) return [...rows];
  const moved = new Map<number, Picture[]>();
  for (const picture of rows)
    if (picture.moved) moved.set(picture.side, [...(moved.get(picture.side) ?? []), picture]);
  const taken = new Set<Picture>();
  for (let turn = 0; taken.size < room && turn < rows.length; turn++)
    for (const pictures of moved.values()) {
      const next = pictures[turn];
      if (next && taken.size < room) taken.add(next);
    }
  const others = rows.filter((picture) => !picture.moved).slice(0, room - taken.size);
  return [...rows.filter((picture) => taken.has(picture)), ...others];
}
