import { effect, signal } from "@preact/signals";
import type { FrameStore } from "./frame-store";
import type { FrameTimes } from "./frame-times";
import type { Player } from "./player";
import type { PlaySettings } from "./settings";

/** Draws frames that Python decodes: of gifs, and of files that the browser does not play. */
export class FramesPlayer implements Player {
  readonly frame = signal(0);
  readonly isPlaying = signal(false);
  readonly isWaiting = signal(true);
  /** Where playing is, in seconds. */
  #position = 0;
  #drawn = -1;
  #loop = 0;
  #last = 0;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly store: FrameStore,
    readonly times: FrameTimes,
    private readonly settings: PlaySettings,
    gone: AbortSignal,
  ) {
    const stop = effect(() => {
      store.arrived.value;
      this.#draw(this.frame.value);
    });
    gone.addEventListener("abort", () => {
      stop();
      this.pause();
    });
  }

  play(): void {
    if (this.isPlaying.peek()) return;
    if (this.frame.peek() === this.times.last) this.show(0);
    this.isPlaying.value = true;
    this.#last = performance.now();
    this.#loop = requestAnimationFrame((now) => this.#tick(now));
  }

  pause(): void {
    this.isPlaying.value = false;
    cancelAnimationFrame(this.#loop);
  }

  show(frame: number): void {
    const wanted = this.times.within(frame);
    this.#position = this.times.startOf(wanted);
    this.frame.value = wanted;
  }

  #tick(now: number): void {
    const passed = ((now - this.#last) / 1000) * this.settings.speed.peek();
    this.#last = now;
    let position = this.#position + passed;
    const { seconds } = this.times;
    if (position >= seconds) {
      if (!this.settings.isLooping.peek()) {
        this.show(this.times.last);
        this.pause();
        return;
      }
      position %= seconds;
    }
    const due = this.times.at(position);
    this.store.want(due);
    // Time stands while a frame is on its way, so that none is passed over.
    if (this.store.get(due)) {
      this.#position = position;
      this.frame.value = due;
    } else {
      this.isWaiting.value = true;
    }
    this.#loop = requestAnimationFrame((next) => this.#tick(next));
  }

  #draw(frame: number): void {
    if (!this.isPlaying.peek()) this.store.want(frame, true);
    const picture = this.store.get(frame);
    this.isWaiting.value = picture === undefined;
    if (!picture || this.#drawn === frame) return;
    const { canvas } = this;
    if (canvas.width !== picture.width || canvas.height !== picture.height) {
      canvas.width = picture.width;
      canvas.height = picture.height;
    }
    const context = canvas.getContext("2d");
    context?.clearRect(0, 0, canvas.width, canvas.height);
    context?.drawImage(picture, 0, 0);
    canvas.dataset.frame = String(frame);
    this.#drawn = frame;
  }
}
