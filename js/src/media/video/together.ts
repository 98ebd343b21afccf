import { keptState, type MediaSource } from "../kinds";
import type { Player } from "./player";

interface OpenVideo {
  source: MediaSource;
  player: Player;
}

/** A player that leads those of the same row beside it, as compared tables have them: they play, stop and step with it,
 * each at the frame that it shows at that time. */
export function together(source: MediaSource, player: Player, gone: AbortSignal): Player {
  const open = keptState(source.view, "open videos", () => new Set<OpenVideo>());
  const own = { source, player };
  open.add(own);
  gone.addEventListener("abort", () => open.delete(own));
  const { row, index } = source;
  const others = () =>
    [...open]
      .filter((each) => each !== own && each.source.row === row && each.source.index === index)
      .map((each) => each.player);
  const align = () => {
    const time = player.times.startOf(player.frame.peek());
    for (const other of others()) other.show(other.times.at(time));
  };
  return {
    times: player.times,
    frame: player.frame,
    isPlaying: player.isPlaying,
    isWaiting: player.isWaiting,
    play: () => {
      player.play();
      align();
      for (const other of others()) other.play();
    },
    pause: () => {
      player.pause();
      for (const other of others()) other.pause();
      if (others().length > 0) align();
    },
    show: (frame) => {
      player.show(frame);
      align();
    },
  };
}

/** What players of the same row have in common, so that one does not silence the other. */
export function companyOf({ row, index }: MediaSource): string {
  return `${row} ${index}`;
}
