import { computed, type ReadonlySignal } from "@preact/signals";
import { type ClassColor, type ColorTable, colorTable, PALETTE_SIZE } from "./pixels/colors";
import type { ViewContext } from "./views/context";
import type { ColumnInfo, Layer, Overlays } from "./wire";

/** A class by its label: the same label has the same colour in every column. */
export interface LegendClass {
  label: string;
  /** Index into the palette of class colours. */
  color: number;
  /** Whether a class before it has the same colour. */
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
  byLabel: Map<string, LegendClass>;
}

const TRUTH = /truth|target|annotat|\bgts?\b|labels?$/i;

/** Merge the layers of some columns. Classes are in order of their smallest id, which decides their colour. */
export function mergeLegend(columns: ColumnInfo[]): Legend {
  const ids = new Map<string, number>();
  const kinds = new Map<string, Set<Layer["kind"]>>();
  for (const layer of columns.flatMap((column) => column.layers)) {
    kinds.set(layer.group, (kinds.get(layer.group) ?? new Set()).add(layer.kind));
    for (const [id, label] of layer.classes) ids.set(label, Math.min(id, ids.get(label) ?? id));
  }
  const classes = [...ids]
    .sort(([, a], [, b]) => a - b)
    .map(([label], k) => ({ label, color: k % PALETTE_SIZE, isRepeat: k >= PALETTE_SIZE }));
  const names = [...kinds.keys()];
  const truth = names.filter((name) => TRUTH.test(name.replaceAll("_", " ")));
  return {
    classes,
    groups: names.map((name, k) => ({
      name,
      kinds: [...(kinds.get(name) as Set<Layer["kind"]>)],
      isTruth: truth.length > 0 ? truth.includes(name) : k === 0,
    })),
    byLabel: new Map(classes.map((entry) => [entry.label, entry])),
  };
}

const TRUTH_FILL = 0.46;
const GUESS_FILL = 0.66;

/** Opacity of a group's masks when nobody has set one. A prediction is stronger, so that the two never look alike. */
export function defaultOpacity(group: LegendGroup | undefined): number {
  return group?.isTruth ? TRUTH_FILL : GUESS_FILL;
}

const without = (list: string[], item: string) => list.filter((other) => other !== item);
const toggled = (list: string[], item: string) =>
  list.includes(item) ? without(list, item) : [...list, item];

export function toggleClass(overlays: Overlays, label: string): Overlays {
  return { ...overlays, hidden_classes: toggled(overlays.hidden_classes, label) };
}

/** Show one class alone; all of them when it is alone already. */
export function onlyClass(overlays: Overlays, label: string, labels: string[]): Overlays {
  const others = without(labels, label);
  const isAlone =
    !overlays.hidden_classes.includes(label) &&
    others.every((other) => overlays.hidden_classes.includes(other));
  return { ...overlays, hidden_classes: isAlone ? [] : others };
}

export function showAllClasses(overlays: Overlays): Overlays {
  return { ...overlays, hidden_classes: [] };
}

export function toggleGroup(overlays: Overlays, group: string): Overlays {
  return { ...overlays, hidden_groups: toggled(overlays.hidden_groups, group) };
}

export function setOpacity(overlays: Overlays, group: string, opacity: number): Overlays {
  return { ...overlays, opacity: { ...overlays.opacity, [group]: opacity } };
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
): MaskPaint {
  const group = legend.groups.find(({ name }) => name === layer.group);
  const opacity = overlays.opacity[layer.group] ?? defaultOpacity(group);
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
  return (entry && palette[entry.color]) ?? NO_CLASS;
}

const legends = new WeakMap<ViewContext["info"], ReadonlySignal<Legend>>();

/** The merged legend of a view's table, made once per view. */
export function legendOf({ info }: Pick<ViewContext, "info">): ReadonlySignal<Legend> {
  let legend = legends.get(info);
  if (!legend) {
    legend = computed(() => mergeLegend(info.value?.columns ?? []));
    legends.set(info, legend);
  }
  return legend;
}
