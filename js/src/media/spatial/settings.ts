import { type Signal, signal } from "@preact/signals";
import { keptState, type MediaSource } from "../kinds";
import type { Axis, Vec3 } from "./wire";

/** Where the eye stands, told so that it suits the next cloud as well: in radii from the middle. */
export interface Stance {
  offset: Vec3;
  target: Vec3;
}

/** How clouds and meshes are drawn in a view; it stays while rows are stepped through. */
export interface SpatialSettings {
  /** Name of the coloring, or null for what suits. */
  coloring: Signal<string | null>;
  /** Ends of the ramp that the user set, by name of the coloring. */
  ranges: Signal<Record<string, [number, number]>>;
  /** In CSS pixels, or null for what suits. */
  pointSize: Signal<number | null>;
  hasGrid: Signal<boolean>;
  hasBoxes: Signal<boolean>;
  hasLabels: Signal<boolean>;
  isWire: Signal<boolean>;
  ground: Signal<"auto" | "light" | "dark">;
  /** Null for what the file says. */
  up: Signal<Axis | null>;
  isLeft: Signal<boolean>;
  /** Null: where there is room for it. */
  hasPanel: Signal<boolean | null>;
  hiddenLabels: Signal<ReadonlySet<string>>;
  hiddenCategories: Signal<ReadonlySet<number>>;
  leastScore: Signal<number | null>;
  stance: Signal<Stance | null>;
}

export function settingsOf(view: MediaSource["view"]): SpatialSettings {
  return keptState(view, "spatial", () => ({
    coloring: signal(null),
    ranges: signal({}),
    pointSize: signal(null),
    hasGrid: signal(true),
    hasBoxes: signal(true),
    hasLabels: signal(true),
    isWire: signal(false),
    ground: signal("auto" as const),
    up: signal(null),
    isLeft: signal(false),
    hasPanel: signal(null),
    hiddenLabels: signal(new Set<string>()),
    hiddenCategories: signal(new Set<number>()),
    leastScore: signal(null),
    stance: signal(null),
  }));
}

/** A set with an item more, or less. */
export function toggled<T>(set: ReadonlySet<T>, item: T): Set<T> {
  const next = new Set(set);
  if (!next.delete(item)) next.add(item);
  return next;
}
