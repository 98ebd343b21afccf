import { mergeLegend } from "../../overlays";
import type { ColumnInfo, Layer } from "../../wire";
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
