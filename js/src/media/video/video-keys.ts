import { type Player, step, toggle } from "./player";
import { type PlaySettings, speedAfter } from "./settings";

/** Part of a video that Shift and an arrow go by. */
const LEAP = 1 / 20;

/** Do what a key means for an open video; true where it meant something. */
export function onVideoKey(
  event: Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">,
  player: Player,
  settings: PlaySettings,
  fill: () => void,
): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const leap = Math.max(1, Math.round(player.times.count * LEAP));
  const { speed, isLooping, isMuted } = settings;
  const keys: Record<string, () => void> = {
    " ": () => toggle(player),
    ",": () => step(player, -1),
    ".": () => step(player, 1),
    "<": () => {
      speed.value = speedAfter(speed.peek(), -1);
    },
    ">": () => {
      speed.value = speedAfter(speed.peek(), 1);
    },
    l: () => {
      isLooping.value = !isLooping.peek();
    },
    m: () => {
      isMuted.value = !isMuted.peek();
    },
    f: fill,
    Home: () => player.show(0),
    End: () => player.show(player.times.last),
  };
  const leaps: Record<string, () => void> = {
    ArrowLeft: () => player.show(player.times.within(player.frame.peek() - leap)),
    ArrowRight: () => player.show(player.times.within(player.frame.peek() + leap)),
  };
  const action = event.shiftKey ? (leaps[event.key] ?? keys[event.key]) : keys[event.key];
  action?.();
  return action !== undefined;
}
