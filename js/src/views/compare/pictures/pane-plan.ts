import type { ColumnInfo } from "../../../wire";
import type { Lane } from "../merged-columns";

/** How the pictures of a row are set against each other. */
export type PictureMode = "beside" | "swipe" | "differences";

/** What an image column of compared tables has to compare. */
export interface PicturePlan {
  /** What lies over the photos: masks, else boxes, else nothing. */
  what: "masks" | "boxes" | "photos";
  /** Whether what is true has a picture of its own: true masks do, true boxes are drawn with each table's. */
  hasTruth: boolean;
  /** How many tables there are. */
  tables: number;
}

/** One picture of a row; `side` counts the tables in the order shown. */
export type Pane =
  | { kind: "truth"; side: number }
  /** A table's picture. With `withTruth` its own truth is drawn with it, being unlike that of the others. */
  | { kind: "table"; side: number; withTruth: boolean }
  /** The one file that several tables have, where none of them draws anything over it. */
  | { kind: "same"; side: number; sides: number[] }
  /** Nothing to draw: the table has no such row, no such column, or an empty cell; or there is no one truth. */
  | { kind: "gone"; side: number | null; why: "row" | "column" | "empty" | "truth" }
  | { kind: "swipe"; sides: [left: number, right: number] }
  | { kind: "differences"; sides: number[] };

const isIn = (groups: readonly string[], group: string) => groups.includes(group);

/** What there is to compare, of the groups that are not hidden. */
export function planOf(
  columns: readonly (ColumnInfo | null)[],
  truth: readonly string[],
  hidden: readonly string[],
): PicturePlan {
  const layers = columns
    .flatMap((column) => column?.layers ?? [])
    .filter(({ group }) => !isIn(hidden, group));
  const masks = layers.filter(({ kind }) => kind === "mask");
  const isTrue = ({ group }: { group: string }) => isIn(truth, group);
  return {
    what: masks.length > 0 ? "masks" : layers.length > 0 ? "boxes" : "photos",
    hasTruth: masks.some(isTrue) && masks.some((layer) => !isTrue(layer)),
    tables: columns.length,
  };
}

/** A cell of pictures as the rows have it: what tells whether two are the same without opening them. */
interface PictureCell {
  digest?: unknown;
  masks?: Record<string, { digest?: unknown } | null> | null;
  boxes?: Record<string, unknown> | null;
}

const cellOf = (lane: Lane | undefined): PictureCell | null =>
  lane?.missing === null ? (lane.value as PictureCell | null) : null;

/** Whether all tables that have the row show the same file, or the same truth over what looks alike. */
export function isOneTruth(
  lanes: readonly Lane[],
  columns: readonly (ColumnInfo | null)[],
  truth: readonly string[],
): boolean {
  const said = lanes.flatMap((lane, k) => {
    const cell = cellOf(lane);
    if (!cell) return [];
    const sources = columns[k]?.layers.filter(({ group }) => isIn(truth, group)) ?? [];
    const masks = sources.map(({ kind, source = "", group }) =>
      kind === "mask"
        ? (cell.masks?.[source || group]?.digest ?? null)
        : JSON.stringify(cell.boxes?.[source || group] ?? null),
    );
    return [{ photo: cell.digest, masks: masks.some((mask) => mask !== null) ? masks.join() : null }];
  });
  // A table that says nothing of the truth agrees with those that do.
  const masks = new Set(said.flatMap((each) => (each.masks === null ? [] : [each.masks])));
  const photos = new Set(said.map(({ photo }) => photo));
  return masks.size === 1 || (masks.size === 0 && photos.size <= 1);
}

/** Whether all tables that have the row show the same file. */
export function isOneFile(lanes: readonly Lane[]): boolean {
  const digests = lanes.flatMap((lane) => cellOf(lane)?.digest ?? []);
  return new Set(digests).size <= 1;
}

/** How many pictures a mode has room for, with the one for shares. */
export function slotsOf({ hasTruth, tables }: PicturePlan, mode: PictureMode): number {
  const truth = hasTruth ? 1 : 0;
  if (mode === "beside" || tables < 2) return truth + tables;
  if (mode === "swipe") return truth + tables - 1;
  return truth + 2;
}

/** The pictures of one row. Where fewer than two tables have it, there is nothing to swipe or to tell apart. */
export function panesOf(
  mode: PictureMode,
  plan: PicturePlan,
  lanes: readonly Lane[],
  columns: readonly (ColumnInfo | null)[],
  truth: readonly string[],
): Pane[] {
  const here = lanes.flatMap((lane, side) => (cellOf(lane) && columns[side] ? [side] : []));
  const isOne = isOneTruth(lanes, columns, truth);
  const [first] = here;
  // Of a table that draws no truth there is none to show.
  const side = here.find((k) => columns[k]?.layers.some(({ group }) => isIn(truth, group))) ?? first;
  const panes: Pane[] = [];
  if (plan.hasTruth) {
    if (side === undefined) panes.push({ kind: "gone", side: null, why: "empty" });
    else panes.push(isOne ? { kind: "truth", side } : { kind: "gone", side: null, why: "truth" });
  }
  // Boxes cannot be told apart by what they found where tables do not agree on what there is to find.
  const isApart = mode === "differences" && plan.what === "boxes" && !isOne;
  if (isApart) panes.push({ kind: "gone", side: null, why: "truth" });
  if (mode !== "beside" && here.length > 1 && !isApart) {
    if (mode === "differences") return [...panes, { kind: "differences", sides: here }];
    const left = here[0] as number;
    return [...panes, ...here.slice(1).map((right): Pane => ({ kind: "swipe", sides: [left, right] }))];
  }
  const isSame = mode === "beside" && plan.what === "photos" && here.length > 1 && isOneFile(lanes);
  if (isSame && first !== undefined) panes.push({ kind: "same", side: first, sides: here });
  return [
    ...panes,
    ...lanes.flatMap((lane, k): Pane | Pane[] => {
      if (isSame && here.includes(k)) return [];
      if (lane.missing !== null) return { kind: "gone", side: k, why: lane.missing };
      if (!here.includes(k)) return { kind: "gone", side: k, why: columns[k] ? "empty" : "column" };
      return { kind: "table", side: k, withTruth: plan.what === "boxes" || !plan.hasTruth || !isOne };
    }),
  ];
}

/** Room between two pictures, and around all of them, in CSS pixels. */
export const GAP_PX = 4;
const PAD_PX = { x: 8, y: 4 };
/** Width over height of the room for one picture. */
const ASPECT = 4 / 3;

/** Size of each picture, and how many stand in a line. */
export interface PictureRoom {
  columns: number;
  width: number;
  height: number;
}

/** Lay pictures into a cell, as large as they fit; of two ways that are alike, the one with fewer lines. */
export function roomFor(count: number, width: number, height: number): PictureRoom {
  let best: PictureRoom = { columns: Math.max(1, count), width: 1, height: 1 };
  for (let columns = Math.max(1, count); columns >= 1; columns--) {
    const lines = Math.ceil(count / columns);
    const w = (width - 2 * PAD_PX.x - GAP_PX * (columns - 1)) / columns;
    const h = (height - 2 * PAD_PX.y - GAP_PX * (lines - 1)) / lines;
    const fit = Math.floor(Math.min(h, w / ASPECT));
    if (fit > best.height) best = { columns, width: Math.floor(Math.min(w, fit * ASPECT)), height: fit };
  }
  return best;
}

/** Pictures in one line of a cell that is as wide as its row is high. */
const MOST_IN_LINE = 4;

/** The width that a column of pictures wants where rows have a height. */
export function widthFor(count: number, height: number): number {
  const lines = count > MOST_IN_LINE ? 2 : 1;
  const columns = Math.ceil(count / lines);
  const each = Math.round(((height - 2 * PAD_PX.y - GAP_PX * (lines - 1)) / lines) * ASPECT);
  return columns * each + GAP_PX * (columns - 1) + 2 * PAD_PX.x;
}
