/** What a player says is a frame's time is off by rounding at most this much, in seconds. */
const SLACK_S = 0.0005;
/** Rate where nothing is known of a file's frames. */
const GUESSED_FPS = 25;

/** When each frame of a video is shown. */
export class FrameTimes {
  /**
   * @param times When each frame begins, in seconds, in order; at least one.
   * @param seconds How long the whole is.
   * @param isGuessed Whether they stand for times that are not known.
   */
  constructor(
    private readonly times: ArrayLike<number>,
    readonly seconds: number,
    readonly isGuessed = false,
  ) {}

  get count(): number {
    return this.times.length;
  }

  get last(): number {
    return this.times.length - 1;
  }

  /** When a frame begins. */
  startOf(frame: number): number {
    return this.times[this.within(frame)] as number;
  }

  /** The middle of the time that a frame is shown: seeking to it shows that frame, however a player rounds. */
  middleOf(frame: number): number {
    const start = this.startOf(frame);
    const end = frame >= this.last ? this.seconds : this.startOf(frame + 1);
    return end > start ? (start + end) / 2 : start;
  }

  /** The frame that is shown at a time. */
  at(time: number): number {
    let low = 0;
    let high = this.last;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.times[middle] as number) <= time + SLACK_S) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  within(frame: number): number {
    return Math.max(0, Math.min(this.last, Math.round(frame)));
  }
}

/** Frames that are equally far apart, for a file whose times nobody told. */
export function evenTimes(seconds: number, fps: number | null = null): FrameTimes {
  const rate = fps ?? GUESSED_FPS;
  const count = Math.max(1, Math.round(seconds * rate));
  return new FrameTimes(
    Float64Array.from({ length: count }, (_, frame) => frame / rate),
    seconds,
    true,
  );
}

/** "1.23", and "1:02.40" from a minute on. */
export function clockText(seconds: number): string {
  const whole = Math.round(Math.max(0, seconds) * 100) / 100;
  if (whole < 60) return whole.toFixed(2);
  const minutes = Math.floor(whole / 60);
  const hours = Math.floor(minutes / 60);
  const rest = (whole - minutes * 60).toFixed(2).padStart(5, "0");
  return hours ? `${hours}:${String(minutes % 60).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

/** How long something is, short: "0.4 s", "12 s", "1:05", "1:02:40". */
export function lengthText(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  const hours = Math.floor(minutes / 60);
  const rest = String(whole % 60).padStart(2, "0");
  return hours ? `${hours}:${String(minutes % 60).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}
