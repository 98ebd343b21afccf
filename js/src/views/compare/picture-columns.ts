import { mergeLegend } from "../../overlays";
import type { ColumnInfo, Layer, TableInfo } from "../../wire";
import { sideNames } from "./lane";
import { comparisonOf } from "./merged-columns";
import type { Comparison } from "./wire";

/** An image column of compared tables, as the screen has it. */
export interface PictureColumns {
  /** Its column in each table, null where a table has none. Groups have the names of the screen. */
  lanes: (ColumnInfo | null)[];
  /** The layers of all of them, each once. */
  layers: Layer[];
  /** Groups that say what is true. */
  truth: string[];
}

/** The group that an expression such as "photo.truth" or "photo.boxes.truth" names in an image column. */
export function groupIn(expression: string | null, column: string): string | null {
  if (!expression?.startsWith(`${column}.`)) return null;
  return expression.slice(column.length + 1).replace(/^(boxes|masks)\./, "") || null;
}

/** Give groups the names that the screen has for them: a table's own groups go with its label, so that each table's can be
 * switched, faded and cut by score by itself; what is true is one thing, whichever table says it. Of predictions there
 * is the one that the comparison names, or all of them. */
export function pictureColumns(
  name: string,
  labels: readonly string[],
  columns: readonly (ColumnInfo | null)[],
  { truth, prediction }: Pick<Comparison, "truth" | "prediction">,
): PictureColumns {
  const { groups, hasTruth } = mergeLegend(columns.filter((column) => column !== null));
  const named = groupIn(truth, name);
  const isTruth = (group: string) =>
    named !== null
      ? group === named
      : hasTruth && groups.some((entry) => entry.isTruth && entry.name === group);
  const guess = groupIn(prediction, name);
  const lanes = columns.map((column, k) => {
    if (!column) return null;
    const layers = column.layers
      .filter(({ group }) => isTruth(group) || guess === null || group === guess)
      .map((layer) => ({
        ...layer,
        source: layer.group,
        group: isTruth(layer.group) ? layer.group : `${labels[k]} ${layer.group}`,
      }));
    return { ...column, layers };
  });
  const layers = lanes.flatMap((lane) => lane?.layers ?? []);
  const isFirst = (layer: Layer, k: number) =>
    layers.findIndex((other) => other.group === layer.group && other.kind === layer.kind) === k;
  return {
    lanes,
    layers: layers.filter(isFirst).map((layer) => withAllClasses(layer, layers)),
    truth: groups.map((group) => group.name).filter(isTruth),
  };
}

/** A layer with the classes and scores that it has in any table. */
function withAllClasses(layer: Layer, all: readonly Layer[]): Layer {
  const same = all.filter(({ group, kind }) => group === layer.group && kind === layer.kind);
  const classes = new Map(same.flatMap((other) => other.classes));
  const keys = new Set(same.flatMap(({ score_keys }) => score_keys));
  return { ...layer, classes: [...classes].sort(([a], [b]) => a - b), score_keys: [...keys] };
}

/** What Python tells of compared tables, with the groups of all image columns under the names that the screen has. */
export function withGroupNames(info: TableInfo, comparison: Comparison): TableInfo {
  const about = comparisonOf(info);
  if (!about || about.sides.length < 2) return info;
  const labels = distinct(sideNames(about.sides));
  const flat = new Map(info.columns.map((column) => [column.name, column]));
  const named = new Map<string, ColumnInfo>();
  const truth = new Set<string>();
  for (const { name, lanes } of about.columns) {
    const columns = lanes.map((lane) => (lane === null ? null : (flat.get(lane) ?? null)));
    if (!columns.some((column) => column?.kind === "image")) continue;
    // Where tables follow each other they share a column, and with it their groups.
    if (new Set(lanes).size < lanes.length) {
      const { groups, hasTruth } = mergeLegend(columns.slice(0, 1) as ColumnInfo[]);
      for (const { name: group, isTruth } of groups) if (isTruth && hasTruth) truth.add(group);
      continue;
    }
    const pictures = pictureColumns(name, labels, columns, comparison);
    for (const lane of pictures.lanes) if (lane) named.set(lane.name, lane);
    for (const group of pictures.truth) truth.add(group);
  }
  const columns = info.columns.map((column) => named.get(column.name) ?? column);
  return { ...info, columns, truth: [...truth] };
}

/** Texts that differ: one that was there before gets its place behind it. */
function distinct(labels: readonly string[]): string[] {
  return labels.map((label, k) => (labels.indexOf(label) === k ? label : `${label} (${k + 1})`));
}
