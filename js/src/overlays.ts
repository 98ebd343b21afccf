import { computed, type ReadonlySignal } from "@preact/signals";
import { type ClassColor, type ColorTable, colorTable, PALETTE_SIZE, readColor } from "./pixels/colors";
import type { ViewContext } from "./views/context";
import type { Box, ColumnInfo, Layer, LayerStyle, Overlays } from "./wire";

/** A class by its label: the same label has the same colour in every column. */
export interface LegendClass {
  label: string;
  /** Index into the palette of class colours. */
  color: number;
  /** The colour as CSS: that of the palette, or the one that users gave to the class. */
  css: string;
  /** Whether a class before it has the same colour of the palette. */
  isRepeat: boolean;
}

export interface LegendGroup {
  name: string;
  kinds: Layer["kind"][];
  /** Whether its masks and boxes say what is true, rather than what was predicted. */
  isTruth: boolean;
}

/** Classes and groups of all image columns of a table. */
export interface Legend {
  classes: LegendClass[];
  groups: LegendGroup[];
  /** Whether a group is true by its name; else the first one stands for it, and nothing is held against it. */
  hasTruth: boolean;
  byLabel: Map<string, LegendClass>;
}

const TRUTH = /truth|target|annotat|reference|\b(gts?|true|actual|human|manual)\b|labels?$/i;

const WRITTEN_COLOR = /^#[\da-f]{6}$/i;

/** Merge the layers of some columns. Classes are in order of their smallest id, which decides their colour; `colors` has
 * those that users gave, by label. `named` are the groups that say what is true, where that is known. */
export function mergeLegend(
  columns: ColumnInfo[],
  colors: Overlays["colors"] = {},
  named?: string[],
): Legend {
  const ids = new Map<string, number>();
  const kinds = new Map<string, Set<Layer["kind"]>>();
  for (const layer of columns.flatMap((column) => column.layers)) {
    kinds.set(layer.group, (kinds.get(layer.group) ?? new Set()).add(layer.kind));
    for (const [id, label] of layer.classes) ids.set(label, Math.min(id, ids.get(label) ?? id));
  }
  const classes = [...ids]
    .sort(([, a], [, b]) => a - b)
    .map(([label], k): LegendClass => {
      const color = k % PALETTE_SIZE;
      const own = colors[label] ?? "";
      const isOwn = WRITTEN_COLOR.test(own);
      return {
        label,
        color,
        css: isOwn ? own : `var(--dv-class-${color})`,
        isRepeat: k >= PALETTE_SIZE && !isOwn,
      };
    });
  const names = [...kinds.keys()];
  const truth = named ?? names.filter((name) => TRUTH.test(name.replaceAll("_", " ")));
  return {
    classes,
    groups: names.map((name, k) => ({
      name,
      kinds: [...(kinds.get(name) as Set<Layer["kind"]>)],
      isTruth: truth.length > 0 || named ? truth.includes(name) : k === 0,
    })),
    hasTruth: truth.length > 0,
    byLabel: new Map(classes.map((entry) => [entry.label, entry])),
  };
}

const TRUTH_FILL = 0.46;
const GUESS_FILL = 0.66;
const LARGE_FILL = 0.6;
const LINED_FILL = 0.42;

/** Opacity of a group's masks when nobody has set one. In a thumbnail a prediction is stronger, so that the two never look
 * alike; a large picture has names for that, and its photo should be seen. */
export function defaultOpacity(
  group: Pick<LegendGroup, "isTruth"> | undefined,
  isLarge: boolean,
  look: Required<LayerStyle>["look"],
): number {
  if (isLarge) return look === "both" ? LINED_FILL : LARGE_FILL;
  return group?.isTruth ? TRUTH_FILL : GUESS_FILL;
}

/** Whether the scores of a box are all in the ranges of its group. A score it does not have keeps nothing out. */
export function isInScores({ scores }: Box, ranges: Overlays["scores"][string] = {}): boolean {
  return Object.entries(ranges).every(([key, [low, high]]) => {
    const score = scores[key];
    return score === undefined || (score >= (low ?? score) && score <= (high ?? score));
  });
}

/** How a layer is drawn: as users chose, else so that no two of them look alike. One mask alone is filled, and where
 * there is room it has a line; of several, what is true is a dashed line over the fills of the others. */
export function styleOf(
  chosen: LayerStyle | undefined,
  {
    kind,
    isTruth,
    isMixed,
    isLarge,
  }: { kind: Layer["kind"]; isTruth: boolean; isMixed: boolean; isLarge: boolean },
): Required<LayerStyle> {
  const isLine = isTruth && isMixed;
  const isOutline = kind === "box" || isLine;
  return {
    look: chosen?.look ?? (isOutline ? "outline" : isMixed || !isLarge ? "fill" : "both"),
    line: chosen?.line ?? (isLine ? "dashed" : "solid"),
  };
}

const RAISED_FILL = 0.74;
const LOWERED_FILL = 0.1;

/** How the masks of one layer are painted. */
export interface MaskPaint {
  table: ColorTable;
  fill: number;
}

/** Colours and fill of a layer's masks. While a class is pointed at it is raised, and the others give way. */
export function maskPaint(
  layer: Layer,
  legend: Legend,
  palette: ClassColor[],
  overlays: Overlays,
  raised: string | null,
  isLarge = false,
  look: Required<LayerStyle>["look"] = "fill",
): MaskPaint {
  const group = legend.groups.find(({ name }) => name === layer.group);
  const opacity = overlays.opacity[layer.group] ?? defaultOpacity(group, isLarge, look);
  const isRaising = raised !== null && layer.classes.some(([, label]) => label === raised);
  const fill = isRaising ? Math.max(opacity, RAISED_FILL) : opacity;
  const hidden = new Set(overlays.hidden_classes);
  const entries = layer.classes
    .filter(([, label]) => !hidden.has(label) || (isRaising && label === raised))
    .map(([id, label]): [number, ClassColor, number] => {
      const strength = isRaising && label !== raised ? LOWERED_FILL / fill : 1;
      return [id, colorOf(label, legend, palette), strength];
    });
  return { table: colorTable(entries), fill };
}

const NO_CLASS: ClassColor = {
  r: 187,
  g: 187,
  b: 187,
  css: "rgb(187 187 187)",
  isLight: true,
  ink: "#000000",
};

/** The colour of a label; grey for one that the legend does not know. */
export function colorOf(label: string | null, legend: Legend, palette: ClassColor[]): ClassColor {
  const entry = label === null ? undefined : legend.byLabel.get(label);
  if (entry?.css.startsWith("#")) return readColor(entry.css);
  return (entry && palette[entry.color]) ?? NO_CLASS;
}

const legends = new WeakMap<ViewContext["info"], ReadonlySignal<Legend>>();

/** The merged legend of a view's table, made once per view. */
export function legendOf({ info, overlays }: Pick<ViewContext, "info" | "overlays">): ReadonlySignal<Legend> {
  let legend = legends.get(info);
  if (!legend) {
    // As text, so that a change of anything else leaves the legend as it is.
    const colors = computed(() => JSON.stringify(overlays.value.colors));
    legend = computed(() => {
      const { columns, truth } = info.value ?? { columns: [] };
      return mergeLegend(columns, JSON.parse(colors.value), truth);
    });
    legends.set(info, legend);
  }
  return legend;
}
