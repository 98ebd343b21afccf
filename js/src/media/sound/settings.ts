import { type Signal, signal } from "@preact/signals";
import { keptState, type MediaSource } from "../kinds";

/** How frequencies are spaced, by the names that Python has for it. */
export type Scale = "mel" | "linear" | "log";

export const SPEEDS: readonly number[] = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2];

/** What stays while rows are stepped through. */
export interface SoundSettings {
  speed: Signal<number>;
  /** 0 to 1. */
  volume: Signal<number>;
  isMuted: Signal<boolean>;
  isLooping: Signal<boolean>;
  scale: Signal<Scale>;
  /** The channel that is shown; all of them while null. */
  channel: Signal<number | null>;
}

export function settingsOf(view: MediaSource["view"]): SoundSettings {
  return keptState(view, "sound", () => ({
    speed: signal(1),
    volume: signal(1),
    isMuted: signal(false),
    isLooping: signal(false),
    scale: signal<Scale>("mel"),
    channel: signal<number | null>(null),
  }));
}

/** The next speed up or down. */
export function nextSpeed(speed: number, by: 1 | -1): number {
  const at = SPEEDS.findIndex((each) => each >= speed);
  return SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, at + by))] ?? 1;
}
