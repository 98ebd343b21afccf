import type { Legend, LegendClass } from "../overlays";
import type { Row } from "../rows";
import type { Thumbnail } from "../thumbnails";
import type { ColumnInfo, Layer } from "../wire";
import { figuresOf } from "./class-figures";
import type { Trouble } from "./picture-loader";
import type { Content } from "./sheets";

/** Image columns of a row that are looked at together. */
const MOST_COLUMNS = 4;
/** With more classes than this, only those of the picture are in its legend. */
const LONG_LEGEND = 12;

/** A layer of one of the columns that the viewer shows. */
export interface PanelLayer extends Layer {
  column: ColumnInfo;
  isTruth: boolean;
}

/** Image columns that are in sight, with the open one; the nearest to it where there are many. */
export function imageColumns(
  all: readonly ColumnInfo[],
  shown: string[] | null,
  open: ColumnInfo,
): ColumnInfo[] {
  const images = all.filter(
    ({ name, kind }) => kind === "image" && (name === open.name || !shown || shown.includes(name)),
  );
  const at = images.findIndex(({ name }) => name === open.name);
  const start = Math.max(0, Math.min(at - 1, images.length - MOST_COLUMNS));
  return images.slice(start, start + MOST_COLUMNS).map((image) => (image.name === open.name ? open : image));
}

export function layersOf(columns: readonly ColumnInfo[], { groups, hasTruth }: Legend): PanelLayer[] {
  const isTruth = (name: string) => groups.some((group) => group.name === name && group.isTruth);
  const layers = columns.flatMap((column) =>
    column.layers.map((layer) => ({ ...layer, column, isTruth: hasTruth && isTruth(layer.group) })),
  );
  const once = layers.filter(
    (layer, k) => layers.findIndex((other) => other.group === layer.group && other.kind === layer.kind) === k,
  );
  return [...once.filter((layer) => layer.isTruth), ...once.filter((layer) => !layer.isTruth)];
}

/** A picture with the masks that users let stretch over it. */
export function withStretched(
  original: { troubles: Trouble[] } | null,
  picture: Thumbnail | null,
  stretched: readonly string[],
): Thumbnail | null {
  const more = (original?.troubles ?? []).flatMap(({ group, mask }) =>
    mask && stretched.includes(group) ? [{ group, mask }] : [],
  );
  return picture && more.length > 0 ? { ...picture, masks: [...picture.masks, ...more] } : picture;
}

/** What is true at a place, as far as a mask of the row says. */
export function trueLabelAt(
  contents: readonly Content[],
  { x, y }: { x: number; y: number },
  { groups, hasTruth }: Legend,
): string | null {
  if (!hasTruth) return null;
  for (const { column, picture } of contents) {
    for (const { group, mask } of picture?.masks ?? []) {
      if (!groups.some(({ name, isTruth }) => isTruth && name === group)) continue;
      const id = mask.ids[Math.floor(y * mask.height) * mask.width + Math.floor(x * mask.width)];
      const layer = column.layers.find((entry) => entry.group === group && entry.kind === "mask");
      return layer?.classes.find(([classId]) => classId === id)?.[1] ?? null;
    }
  }
  return null;
}

/** Whether a row's cell is written empty, or not there at all. */
export function hasNoPicture(row: Row, column: string): boolean {
  return row.has(column) && (row.cell(column) ?? null) === null;
}

/** The classes that a legend of some contents names. */
export function classesOf(contents: readonly Content[], legend: Legend): LegendClass[] {
  const layers = contents.flatMap(({ column, picture }) =>
    column.layers.map((layer) => ({ layer, picture })),
  );
  const labels = new Set(layers.flatMap(({ layer }) => layer.classes.map(([, label]) => label)));
  const all = legend.classes.filter(({ label }) => labels.has(label));
  if (all.length <= LONG_LEGEND) return all;
  const here = new Set(layers.flatMap(({ layer, picture }) => [...figuresOf(layer, picture).keys()]));
  return all.filter(({ label }) => here.has(label));
}
