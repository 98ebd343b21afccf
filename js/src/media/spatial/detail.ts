/** Frames that take longer than this make the hand wait, those that are shorter leave room for more. */
const SLOW_MS = 60;
const FAST_MS = 25;
/** A longer pause is one of the hand, and not of the drawing. */
const PAUSE_MS = 1500;
const LEAST = 1 / 16;

/** Which share of the points is drawn: all at rest, and under a moving hand as many as the machine can follow with. */
export class Detail {
  isMoving = false;
  #share = 1;
  #last = Number.NEGATIVE_INFINITY;

  /** The share while the hand moves. */
  get share(): number {
    return this.#share;
  }

  /** The share for a drawing that begins at a time, in milliseconds. */
  next(now: number): number {
    const took = now - this.#last;
    this.#last = now;
    if (!this.isMoving) return 1;
    if (took > SLOW_MS && took < PAUSE_MS) this.#share = Math.max(LEAST, this.#share / 2);
    else if (took < FAST_MS) this.#share = Math.min(1, this.#share * 1.5);
    return this.#share;
  }
}
