import type { Legend } from "../overlays";
import type { GroupMask } from "../panels/paint";
import type { Thumbnail } from "../thumbnails";
import type { Box, BoxGroup, ColumnInfo } from "../wire";

/** How the sheets of a row are laid out. */
export type Mode = "side" | "overlay" | "swipe" | "difference";

/** One group of an image column, or an image column without groups: what a pane of its own shows. */
export interface Sheet {
  column: ColumnInfo;
  group: string | null;
  /** Whether it is drawn as what is true: by its name or, where none has such a name, being the first. */
  isTruth: boolean;
  /** Whether it is true by its name, so that others are right or wrong. */
  isNamed: boolean;
  hasMask: boolean;
}

/** What is drawn in one pane: a photo, and over it the layers of one or more sheets. */
export interface Content {
  key: string;
  sheets: Sheet[];
  /** The column, with the layers that are drawn and no others. */
  column: ColumnInfo;
  picture: Thumbnail | null;
}

/** Panes that are still large enough to compare. */
const MOST_PANES = 4;

/** The sheets of some image columns, what is true first. Of a group that is hidden there is none. */
export function sheetsOf(columns: readonly ColumnInfo[], legend: Legend, hiddenGroups: string[]): Sheet[] {
  const truth = new Set(legend.groups.filter(({ isTruth }) => isTruth).map(({ name }) => name));
  const sheets = columns.flatMap((column): Sheet[] => {
    const groups = [...new Set(column.layers.map(({ group }) => group))];
    if (groups.length === 0) return [{ column, group: null, isTruth: false, isNamed: false, hasMask: false }];
    return groups
      .filter((group) => !hiddenGroups.includes(group))
      .map((group) => ({
        column,
        group,
        isTruth: truth.has(group),
        isNamed: legend.hasTruth && truth.has(group),
        hasMask: column.layers.some((layer) => layer.group === group && layer.kind === "mask"),
      }));
  });
  return [...sheets.filter(({ isTruth }) => isTruth), ...sheets.filter(({ isTruth }) => !isTruth)];
}

type PictureOf = (column: ColumnInfo) => Thumbnail | null;

/** Leave out what another column shows the same, as when predictions were logged with the truth beside them. */
export function withoutRepeats(sheets: Sheet[], open: ColumnInfo, pictureOf: PictureOf): Sheet[] {
  // Of two that are the same, that of the open column stays.
  const inOrder = [...sheets].sort((a, b) => Number(b.column === open) - Number(a.column === open));
  const kept = inOrder.filter((sheet, k) => {
    if (sheet.group === null) return true;
    return !inOrder.slice(0, k).some((other) => isSame(sheet, other, pictureOf));
  });
  return sheets.filter((sheet) => kept.includes(sheet));
}

function isSame(a: Sheet, b: Sheet, pictureOf: PictureOf): boolean {
  const [x, y] = [pictureOf(a.column), pictureOf(b.column)];
  if (a.group !== b.group || !x || !y || x.width !== y.width || x.height !== y.height) return false;
  const maskOf = ({ masks }: Thumbnail) => masks.find(({ group }) => group === a.group)?.mask;
  const boxesOf = ({ boxes }: Thumbnail) => boxes.find(({ group }) => group === a.group)?.boxes;
  const [m, n] = [maskOf(x), maskOf(y)];
  if (JSON.stringify(boxesOf(x)) !== JSON.stringify(boxesOf(y)) || Boolean(m) !== Boolean(n)) return false;
  if (!m || !n) return true;
  return m.ids.length === n.ids.length && m.ids.every((id, i) => id === n.ids[i]);
}

/** The sheets to compare: what is true, and the first that is not. */
export function pairOf(sheets: readonly Sheet[]): [truth: Sheet, guess: Sheet] | null {
  const truth = sheets.find(({ isTruth, hasMask }) => isTruth && hasMask);
  const guess = sheets.find(({ isTruth, hasMask }) => !isTruth && hasMask);
  return truth && guess ? [truth, guess] : null;
}

/** The modes that make sense for some sheets. */
export function modesOf(sheets: readonly Sheet[]): Mode[] {
  if (sheets.length < 2) return ["overlay"];
  const isOnePhoto = new Set(sheets.map(({ column }) => column)).size === 1;
  const modes: Mode[] = ["side", "overlay"];
  if (!isOnePhoto || sheets.filter(({ hasMask }) => hasMask).length > 1) modes.push("swipe");
  if (pairOf(sheets)) modes.push("difference");
  return modes;
}

/** The mode to begin with: masks to compare are laid side by side, anything else is one picture. */
export function firstMode(sheets: readonly Sheet[], isNarrow: boolean): Mode {
  if (!pairOf(sheets)) return "overlay";
  return isNarrow ? "swipe" : "side";
}

/** What the panes of a mode show. */
export function contentsOf(mode: Mode, sheets: Sheet[], open: ColumnInfo, pictureOf: PictureOf): Content[] {
  if (mode === "side")
    return inReach(sheets, open).map((sheet) => contentOf([sheet], sheet.column, pictureOf));
  if (mode === "swipe") {
    const [left, right] = pairOf(sheets) ?? sheets;
    return [left, right].flatMap((sheet) => (sheet ? [contentOf([sheet], sheet.column, pictureOf)] : []));
  }
  const own = pictureOf(open);
  // Of other columns, what was drawn for a picture of this size; of the same group, that of the open column.
  const over = (mode === "difference" ? (pairOf(sheets) ?? []) : sheets).filter(({ column, group }) => {
    if (group === null) return false;
    if (column === open) return true;
    const other = pictureOf(column);
    const isTaken = sheets.some((sheet) => sheet.column === open && sheet.group === group);
    return !isTaken && own !== null && other?.width === own.width && other.height === own.height;
  });
  return [contentOf(over, open, pictureOf)];
}

/** As many as there is room for; those of the open column are among them. */
function inReach(sheets: Sheet[], open: ColumnInfo): Sheet[] {
  if (sheets.length <= MOST_PANES) return sheets;
  const own = sheets.filter(({ column }) => column === open);
  const kept = [...own, ...sheets.filter(({ column }) => column !== open)].slice(0, MOST_PANES);
  return sheets.filter((sheet) => kept.includes(sheet));
}

function contentOf(sheets: Sheet[], photo: ColumnInfo, pictureOf: PictureOf): Content {
  const layers = sheets.flatMap(({ column, group }) =>
    column.layers.filter((layer) => layer.group === group),
  );
  const base = pictureOf(photo);
  const masks: GroupMask[] = [];
  const boxes: BoxGroup[] = [];
  for (const { column, group } of sheets) {
    const from = pictureOf(column);
    masks.push(...(from?.masks.filter((entry) => entry.group === group) ?? []));
    boxes.push(...(from?.boxes.filter((entry) => entry.group === group) ?? []));
  }
  return {
    key: [photo.name, ...sheets.map(({ column, group }) => `${column.name}/${group ?? ""}`)].join(" "),
    sheets,
    column: { ...photo, layers },
    picture: base && { ...base, masks, boxes },
  };
}

/** Name of a sheet over its pane. */
export function titleOf({ column, group }: Sheet): string {
  return group ?? column.name;
}

/** All boxes of some sheets with the labels of their classes. */
export function boxesOf(
  sheets: readonly Sheet[],
  pictureOf: PictureOf,
): { box: Box; group: string; label: string | null; isTruth: boolean }[] {
  return sheets.flatMap(({ column, group, isTruth }) => {
    const labels = new Map(
      column.layers.find((layer) => layer.group === group && layer.kind === "box")?.classes,
    );
    const found = pictureOf(column)?.boxes.find((entry) => entry.group === group)?.boxes ?? [];
    return found.map((box) => ({
      box,
      group: group ?? "",
      label: box.class_id === null ? null : (labels.get(box.class_id) ?? null),
      isTruth,
    }));
  });
}
