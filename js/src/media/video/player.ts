import type { ReadonlySignal } from "@preact/signals";
import type { FrameTimes } from "./frame-times";

/** Plays an open video and shows any frame of it, whatever draws the frames. */
export interface Player {
  readonly times: FrameTimes;
  /** The frame that is shown, or that was asked for and is about to be. */
  readonly frame: ReadonlySignal<number>;
  readonly isPlaying: ReadonlySignal<boolean>;
  /** Whether the frame that is due has not come. */
  readonly isWaiting: ReadonlySignal<boolean>;
  play(): void;
  pause(): void;
  /** Show one frame; what plays goes on from there. */
  show(frame: number): void;
}

export function toggle(player: Player): void {
  if (player.isPlaying.peek()) player.pause();
  else player.play();
}

/** Stop, and show the frame so many on. */
export function step(player: Player, by: number): void {
  player.pause();
  player.show(player.times.within(player.frame.peek() + by));
}
