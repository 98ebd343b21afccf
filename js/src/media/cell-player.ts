import { signal } from "@preact/signals";
import { messageOf } from "../thumbnails";
import type { MediaSource } from "./kinds";
import { playAlone } from "./playing";
import { loadSound } from "./sound-file";

/** The sound of a cell that was started last; there is one, whatever view the cell is in. */
export interface CellSound {
  source: MediaSource;
  status: "loading" | "playing" | "paused" | "failed";
  /** Why it failed. */
  message?: string;
}

export const cellSound = signal<CellSound | null>(null);
/** How far it has played, 0 to 1. */
export const cellShare = signal(0);

export const isSame = (a: MediaSource, b: MediaSource): boolean =>
  a.view.channel === b.view.channel && a.column === b.column && a.row === b.row && a.index === b.index;

interface Held {
  media: HTMLAudioElement;
  abort: AbortController;
  free: () => void;
}

let held: Held | null = null;

/** Play the sound of a cell from its start, or stop it where it plays. */
export function toggleCellSound(source: MediaSource): void {
  const now = cellSound.peek();
  const isThis = now !== null && isSame(now.source, source);
  if (isThis && held && now.status === "playing") {
    held.media.pause();
    return;
  }
  if (isThis && now.status === "loading") {
    stop();
    return;
  }
  if (isThis && held && now.status === "paused") {
    void held.media.play();
    return;
  }
  stop();
  void start(source);
}

function stop(): void {
  held?.abort.abort();
  held?.free();
  held = null;
  cellSound.value = null;
  cellShare.value = 0;
}

async function start(source: MediaSource): Promise<void> {
  const media = new Audio();
  const abort = new AbortController();
  const mine: Held = { media, abort, free: () => {} };
  held = mine;
  source.view.signal.addEventListener("abort", () => held === mine && stop(), { signal: abort.signal });
  const say = (status: CellSound["status"], message?: string) => {
    if (held === mine) cellSound.value = { source, status, ...(message === undefined ? {} : { message }) };
  };
  say("loading");
  playAlone(media, abort.signal);
  const options = { signal: abort.signal };
  media.addEventListener("playing", () => say("playing"), options);
  media.addEventListener("pause", () => media.ended || say("paused"), options);
  media.addEventListener("ended", stop, options);
  followTime(mine);
  try {
    mine.free = await loadSound(media, source, options);
    if (abort.signal.aborted) mine.free();
    else await media.play();
  } catch (error) {
    if (!abort.signal.aborted) say("failed", messageOf(error));
  }
}

function followTime(mine: Held): void {
  const tell = () => {
    const { media } = mine;
    if (held === mine && media.duration > 0)
      cellShare.value = Math.min(1, media.currentTime / media.duration);
    if (held === mine && !media.paused && !media.ended) requestAnimationFrame(tell);
  };
  mine.media.addEventListener("playing", tell, { signal: mine.abort.signal });
}
