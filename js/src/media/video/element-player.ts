import { effect, signal } from "@preact/signals";
import { playAlone } from "../playing";
import type { FrameTimes } from "./frame-times";
import type { Player } from "./player";
import type { PlaySettings } from "./settings";

/** Plays what the browser can play, in a `<video>`. */
export class ElementPlayer implements Player {
  readonly frame = signal(0);
  readonly isPlaying = signal(false);
  readonly isWaiting = signal(false);
  /** The frame that the element is seeking, and the one to seek after it. */
  #sought: number | null = null;
  #next: number | null = null;

  constructor(
    private readonly video: HTMLVideoElement,
    readonly times: FrameTimes,
    settings: PlaySettings,
    gone: AbortSignal,
  ) {
    const on = (name: string, act: () => void) => video.addEventListener(name, act, { signal: gone });
    // Chromium says of a seek into the last frame that the video ended, too.
    let hasPlayed = false;
    on("play", () => {
      hasPlayed = true;
      this.isPlaying.value = true;
    });
    on("pause", () => {
      hasPlayed &&= video.ended;
      this.isPlaying.value = false;
    });
    on("ended", () => {
      this.isPlaying.value = false;
      if (!hasPlayed) return;
      hasPlayed = false;
      // A busy machine drops frames, the last one too: what stands there would be an earlier one.
      this.show(times.last);
    });
    on("waiting", () => {
      this.isWaiting.value = true;
    });
    for (const name of ["playing", "seeked", "pause"]) {
      on(name, () => {
        this.isWaiting.value = false;
      });
    }
    on("seeked", () => this.#arrived());
    playAlone(video, gone);
    const stops = [
      effect(() => {
        video.playbackRate = settings.speed.value;
      }),
      effect(() => {
        // A video that stands at its end goes on to its start too, if it is to loop.
        video.loop = settings.isLooping.value && this.isPlaying.value;
      }),
      effect(() => {
        video.muted = settings.isMuted.value;
      }),
    ];
    gone.addEventListener("abort", () => {
      for (const stop of stops) stop();
    });
    this.#follow(gone);
  }

  play(): void {
    // At its last frame a video would end at once.
    if (this.frame.peek() === this.times.last) this.video.currentTime = 0;
    this.video.play().catch(() => {
      // A pause that came first, or a browser that wants a click; the button shows that nothing plays.
      this.isPlaying.value = false;
    });
  }

  pause(): void {
    this.video.pause();
  }

  show(frame: number): void {
    const wanted = this.times.within(frame);
    this.frame.value = wanted;
    // A seek is let through before the next begins: a hand on the timeline would else never see a frame.
    if (this.#sought === null) this.#seek(wanted);
    else this.#next = wanted;
  }

  #seek(frame: number): void {
    this.#sought = frame;
    this.video.currentTime = this.times.middleOf(frame);
  }

  #arrived(): void {
    const next = this.#next;
    const sought = this.#sought;
    this.#sought = this.#next = null;
    if (next !== null && next !== sought) this.#seek(next);
  }

  /** Tell the frame on the screen while it plays. */
  #follow(gone: AbortSignal): void {
    const { video } = this;
    const tell = (time: number) => {
      if (this.#sought === null && !video.paused) this.frame.value = this.times.at(time);
    };
    // Firefox had none until 2024.
    if (typeof video.requestVideoFrameCallback !== "function") {
      video.addEventListener("timeupdate", () => tell(video.currentTime), { signal: gone });
      return;
    }
    let handle = 0;
    const next = () => {
      handle = video.requestVideoFrameCallback((_, { mediaTime }) => {
        tell(mediaTime);
        next();
      });
    };
    next();
    gone.addEventListener("abort", () => video.cancelVideoFrameCallback(handle));
  }
}
