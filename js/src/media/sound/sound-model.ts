import { effect, signal } from "@preact/signals";
import { messageOf } from "../../thumbnails";
import { keptState, type MediaSource } from "../kinds";
import { playAlone } from "../playing";
import { loadSound } from "../sound-file";
import { nextSpeed, type SoundSettings } from "./settings";
import { clamp, playedTo, playFrom, type Span, withEdge } from "./spans";

/** How far the file is. */
export type FileState =
  | { status: "loading"; share: number }
  | { status: "ready" }
  | { status: "failed"; message: string };

/** One open sound: its file, where it plays, what of it is in sight, and the region. */
export class SoundModel {
  readonly media = new Audio();
  readonly time = signal(0);
  readonly isPlaying = signal(false);
  readonly duration = signal(0);
  readonly region = signal<Span | null>(null);
  /** What is in sight. */
  readonly visible = signal<Span>({ from: 0, to: 0 });
  readonly file = signal<FileState>({ status: "loading", share: 0 });
  private readonly gone = new AbortController();
  /** All sounds that are open in the view. */
  private readonly open: Set<SoundModel>;
  private free = () => {};

  constructor(
    readonly source: MediaSource,
    readonly settings: SoundSettings,
    seconds: number | null,
  ) {
    const { media, gone } = this;
    this.open = keptState(source.view, "open sounds", () => new Set<SoundModel>());
    this.open.add(this);
    if (seconds !== null) this.setDuration(seconds);
    playAlone(media, gone.signal);
    const options = { signal: gone.signal };
    const follow = () => this.follow();
    media.addEventListener("play", follow, options);
    media.addEventListener("timeupdate", () => this.tick(), options);
    media.addEventListener("ended", () => this.setTime(this.duration.peek()), options);
    for (const event of ["play", "playing", "pause", "ended"]) {
      media.addEventListener(
        event,
        () => {
          this.isPlaying.value = !media.paused && !media.ended;
        },
        options,
      );
    }
    media.addEventListener(
      "durationchange",
      () => {
        if (this.duration.peek() === 0 && Number.isFinite(media.duration)) this.setDuration(media.duration);
      },
      options,
    );
    const stop = effect(() => {
      const { speed, volume, isMuted, isLooping } = settings;
      media.playbackRate = speed.value;
      media.defaultPlaybackRate = speed.value;
      media.volume = volume.value;
      media.muted = isMuted.value;
      media.loop = isLooping.value && this.region.value === null;
    });
    const stopSharing = effect(() => {
      const region = this.region.value;
      for (const mate of this.mates()) mate.region.value = region;
    });
    gone.signal.addEventListener(
      "abort",
      () => {
        stop();
        stopSharing();
        this.open.delete(this);
      },
      { once: true },
    );
  }

  /** Sounds of the same row beside this one, as those of compared tables: they have one playhead and one region. */
  private mates(): SoundModel[] {
    const { row, index } = this.source;
    return [...this.open].filter(
      (other) => other !== this && other.source.row === row && other.source.index === index,
    );
  }

  private setTime(time: number): void {
    this.time.value = time;
    for (const mate of this.mates()) mate.time.value = Math.min(time, mate.duration.peek());
  }

  /** Go on with the sound beside this one, from where this one is. */
  switchOver(): void {
    const next = this.mates().find(({ file }) => file.peek().status === "ready");
    if (!next) return;
    if (next.media.paused) next.toggle();
    else this.toggle();
  }

  private setDuration(seconds: number): void {
    this.duration.value = seconds;
    this.visible.value = { from: 0, to: seconds };
  }

  /** Fetch the file; what goes wrong is in `file`. */
  async load(): Promise<void> {
    this.file.value = { status: "loading", share: 0 };
    const { signal: gone } = this.gone;
    const onProgress = (done: number, size: number) => {
      this.file.value = { status: "loading", share: size > 0 ? done / size : 1 };
    };
    try {
      const free = await loadSound(this.media, this.source, { onProgress, signal: gone });
      if (gone.aborted) free();
      else {
        this.free = free;
        this.media.playbackRate = this.settings.speed.peek();
        if (this.time.peek() > 0) this.media.currentTime = this.time.peek();
        this.file.value = { status: "ready" };
      }
    } catch (error) {
      if (!gone.aborted) this.file.value = { status: "failed", message: messageOf(error) };
    }
  }

  toggle(): void {
    const { media } = this;
    if (this.file.peek().status !== "ready") return;
    if (!media.paused) {
      media.pause();
      return;
    }
    this.seek(playFrom(this.time.peek(), this.region.peek(), this.duration.peek()));
    // It is stopped again before it began when another sound takes its turn.
    media.play().catch(() => {});
  }

  seek(time: number): void {
    const to = clamp(time, 0, this.duration.peek());
    this.setTime(to);
    if (this.media.readyState > 0) this.media.currentTime = to;
  }

  setEdge(side: "from" | "to"): void {
    this.region.value = withEdge(this.region.peek(), side, this.time.peek(), this.duration.peek());
  }

  changeSpeed(by: 1 | -1): void {
    const { speed } = this.settings;
    speed.value = nextSpeed(speed.peek(), by);
  }

  private follow(): void {
    this.tick();
    if (!this.media.paused && !this.media.ended) requestAnimationFrame(() => this.follow());
  }

  private tick(): void {
    const { media } = this;
    if (media.readyState === 0 || media.seeking || media.paused) return;
    this.setTime(Math.min(media.currentTime, this.duration.peek() || media.currentTime));
    const next = playedTo(media.currentTime, this.region.peek(), this.settings.isLooping.peek());
    if (next === "stop") {
      media.pause();
      this.seek(this.region.peek()?.to ?? media.currentTime);
    } else if (next) this.seek(next.jump);
  }

  dispose(): void {
    this.gone.abort();
    this.free();
  }
}
