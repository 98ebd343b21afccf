import { type Signal, signal, useComputed } from "@preact/signals";
import type { MediaSource } from "./kinds";
import { keptState } from "./kinds";

/** Frames that run in cells at a time: each is a document with its scripts. */
const MOST = 3;

const liveOf = (view: MediaSource["view"]): Signal<string[]> =>
  keptState(view, "live frames", () => signal<string[]>([]));

/** Let the frame of a cell run; the one that was asked for first gives way. */
export function takeLive(view: MediaSource["view"], id: string): void {
  const live = liveOf(view);
  live.value = [...live.peek().filter((other) => other !== id), id].slice(-MOST);
}

/** Whether the frame of a cell runs, followed. */
export function useLive(view: MediaSource["view"], id: string): boolean {
  const live = liveOf(view);
  return useComputed(() => live.value.includes(id)).value;
}
