import { type Signal, signal } from "@preact/signals";
import { keptState, type MediaSource } from "../kinds";

export const SPEEDS = [0.1, 0.25, 0.5, 1, 1.5, 2, 4] as const;

/** How videos play in a view; it stays while rows are stepped through. */
export interface PlaySettings {
  speed: Signal<number>;
  isLooping: Signal<boolean>;
  isMuted: Signal<boolean>;
}

export function settingsOf(view: MediaSource["view"]): PlaySettings {
  return keptState(view, "video", () => ({
    speed: signal(1),
    isLooping: signal(true),
    isMuted: signal(false),
  }));
}

/** The next speed up or down, or the same at the end. */
export function speedAfter(speed: number, by: 1 | -1): number {
  const next = by > 0 ? SPEEDS.find((each) => each > speed) : SPEEDS.findLast((each) => each < speed);
  return next ?? speed;
}

export function speedText(speed: number): string {
  return `${speed}×`;
}
