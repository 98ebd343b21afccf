import { type ReadonlySignal, signal } from "@preact/signals";
import { Channel, type MessagePort, type Reply } from "./channel";
import type { Method, Questions } from "./wire";

/** Waiting shorter than this is not worth a sign. */
const SLOW_MS = 150;
/** Without any answer for this long, the kernel is doing something else. */
const BUSY_MS = 1500;

/** A channel that knows whether someone is waiting, and for how long nothing has come back. */
export class WatchedChannel extends Channel {
  readonly #isSlow = signal(false);
  readonly #isBusy = signal(false);
  readonly #progress = signal<number | null>(null);
  #waiting = 0;
  #quietSince = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(port: MessagePort, aborted: AbortSignal) {
    super(port, aborted);
    aborted.addEventListener("abort", () => clearTimeout(this.#timer));
  }

  /** An answer has been awaited for a moment. */
  get isSlow(): ReadonlySignal<boolean> {
    return this.#isSlow;
  }

  /** Nothing has come back for so long that the kernel must be running something. */
  get isBusy(): ReadonlySignal<boolean> {
    return this.#isBusy;
  }

  /** How much is done of what is awaited, from 0 to 1, where Python says so. */
  get progress(): ReadonlySignal<number | null> {
    return this.#progress;
  }

  protected override heard(share: number): void {
    this.#isBusy.value = false;
    this.#quietSince = performance.now();
    if (this.#waiting > 0) this.#progress.value = share;
  }

  override ask<M extends Method>(
    method: M,
    params: Questions[M]["params"],
    signal_?: AbortSignal,
  ): Promise<Reply<M>> {
    return this.wait(super.ask(method, params, signal_));
  }

  /** Say that someone waits for an answer, which may have been asked for quietly. */
  async wait<T>(answer: Promise<T>): Promise<T> {
    if (this.#waiting++ === 0) this.#listen();
    try {
      const reply = await answer;
      this.#isBusy.value = false;
      this.#quietSince = performance.now();
      return reply;
    } finally {
      if (--this.#waiting === 0) this.#rest();
    }
  }

  #listen(): void {
    this.#quietSince = performance.now();
    const look = () => {
      const quiet = performance.now() - this.#quietSince;
      this.#isSlow.value = true;
      if (quiet >= BUSY_MS) this.#isBusy.value = true;
      this.#timer = setTimeout(look, Math.max(100, BUSY_MS - quiet));
    };
    this.#timer = setTimeout(look, SLOW_MS);
  }

  #rest(): void {
    clearTimeout(this.#timer);
    this.#isSlow.value = false;
    this.#isBusy.value = false;
    this.#progress.value = null;
  }
}
