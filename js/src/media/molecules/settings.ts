import { type Signal, signal } from "@preact/signals";
import { keptState, type MediaSource } from "../kinds";
import type { StillItem } from "../stills";
import type { Coloring } from "./colors";
import type { MoleculeStyle } from "./styles";

export const GROUNDS = ["view", "white", "black"] as const;
export type Ground = (typeof GROUNDS)[number];

/** A molecule that stays beside those that are opened after it. */
export interface Pinned {
  source: MediaSource;
  item: StillItem;
  at: number;
}

export const MOST_PINNED = 3;

/** How molecules are shown in a view; it stays while rows are stepped through, and is one for all that are beside each other. */
export interface MoleculeSettings {
  /** Null: what suits each molecule. */
  style: Signal<MoleculeStyle | null>;
  coloring: Signal<Coloring | null>;
  hasHydrogens: Signal<boolean>;
  hasWater: Signal<boolean>;
  hasLabels: Signal<boolean>;
  isSpinning: Signal<boolean>;
  ground: Signal<Ground>;
  hasProperties: Signal<boolean>;
  /** How the hand has turned molecules since: x, y, z, w; null until then, when each lies as its still shows it. */
  turn: Signal<readonly number[] | null>;
  /** How often all were put back to how they lay at first. */
  resets: Signal<number>;
  /** The one that spins, which the others follow. */
  spinner: Signal<object | null>;
  pinned: Signal<readonly Pinned[]>;
  /** The molecule or model that was looked at of a file. */
  places: Map<string, number>;
}

export function settingsOf(view: MediaSource["view"]): MoleculeSettings {
  return keptState(view, "molecule", () => ({
    style: signal(null),
    coloring: signal(null),
    hasHydrogens: signal(true),
    hasWater: signal(false),
    hasLabels: signal(false),
    isSpinning: signal(false),
    ground: signal("view"),
    hasProperties: signal(true),
    turn: signal(null),
    resets: signal(0),
    spinner: signal(null),
    pinned: signal([]),
    places: new Map(),
  }));
}

export function placeKey({ column, row, index }: MediaSource): string {
  return `${row} ${index} ${column}`;
}

/** Keep a molecule beside the next ones, or no longer; the oldest makes room. */
export function togglePinned(settings: MoleculeSettings, one: Pinned): void {
  const key = placeKey(one.source);
  const others = settings.pinned.peek().filter(({ source }) => placeKey(source) !== key);
  const wasPinned = others.length < settings.pinned.peek().length;
  settings.pinned.value = wasPinned ? others : [...others, one].slice(-MOST_PINNED);
}
