import { effect, type ReadonlySignal, type Signal, signal, untracked } from "@preact/signals";
import type { WatchedChannel } from "../../activity";
import type { XKind } from "../../charts/axis-format";
import { type Range, smoothed } from "../../charts/line-math";
import type { SeriesInfo, SeriesKey } from "../../runs/wire";
import { messageOf } from "../../thumbnails";

/** A line as Python gave it. */
export interface Line {
  x: Float64Array;
  y: Float64Array;
  /** Every point of the range is here. */
  exact: boolean;
  total: number;
  /** Points that were logged, where a page without a kernel has fewer. */
  of: number | undefined;
  notDrawn: SeriesInfo["not_drawn"];
  /** `y` smoothed by `smoothing`. */
  smooth: Float64Array | null;
  smoothing: number;
  /** The x that it is over. */
  xName: string;
  range: Range | null;
}

export interface Wanted extends SeriesKey {
  x: string;
}

export interface Fetched {
  line: Line | null;
  failure: string | null;
}

export interface SeriesOptions {
  /** The part of an x that is shown. */
  rangeOf(x: string): Range | null;
  smoothing: ReadonlySignal<number>;
  logY: ReadonlySignal<boolean>;
}

const POINTS = 1_200;
const NOTHING: Fetched = { line: null, failure: null };
/** Charts that come into sight together are asked for together, and a hand on a slider is waited for. */
const GATHER_MS = 30;
/** Series in one question: the first come while the others are being read. */
const BATCH = 12;

/** The lines that a view shows. Charts say what they want while they are in sight; questions are asked for all that
 * want something new, one at a time, so that a slow kernel gets the newest wish and not each one before it. */
export class SeriesStore {
  readonly #found = new Map<string, Signal<Fetched>>();
  readonly #wanted = new Map<string, { wish: Wanted; count: number }>();
  /** What each line that is here was asked with. */
  readonly #answered = new Map<string, string>();
  readonly #axes = signal<readonly string[]>([]);
  #version = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isAsking = false;

  constructor(
    readonly channel: WatchedChannel,
    readonly gone: AbortSignal,
    readonly run: string,
    readonly options: SeriesOptions,
  ) {
    const stop = effect(() => {
      void [options.smoothing.value, options.logY.value];
      for (const x of this.#axes.value) options.rangeOf(x);
      this.#soon();
    });
    gone.addEventListener("abort", () => {
      stop();
      clearTimeout(this.#timer);
    });
  }

  /** Want a line for as long as the function that is returned is not called. */
  want(wish: Wanted): () => void {
    const id = idOf(wish);
    const entry = this.#wanted.get(id) ?? { wish, count: 0 };
    entry.count += 1;
    this.#wanted.set(id, entry);
    if (!this.#axes.peek().includes(wish.x)) this.#axes.value = [...this.#axes.peek(), wish.x];
    this.#soon();
    return () => {
      entry.count -= 1;
      if (entry.count === 0) this.#wanted.delete(id);
    };
  }

  /** What is here of a line. */
  of(wish: Wanted): Fetched {
    return this.#signal(idOf(wish)).value;
  }

  /** The run has logged more: ask again for what is in sight. */
  refresh(): void {
    this.#version += 1;
    this.#soon();
  }

  #signal(id: string): Signal<Fetched> {
    let found = this.#found.get(id);
    if (!found) {
      found = signal(NOTHING);
      this.#found.set(id, found);
    }
    return found;
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#ask();
    }, GATHER_MS);
  }

  async #ask(): Promise<void> {
    if (this.#isAsking || this.gone.aborted) return;
    const looks = { smoothing: this.options.smoothing.peek(), log_y: this.options.logY.peek() };
    const keyOf = (x: string) =>
      JSON.stringify([this.#version, looks, untracked(() => this.options.rangeOf(x))]);
    const due = [...this.#wanted].filter(([id, { wish }]) => this.#answered.get(id) !== keyOf(wish.x));
    const first = due[0];
    if (!first) return;
    const { x } = first[1].wish;
    // One question is over one x.
    const batch = due.filter(([, { wish }]) => wish.x === x).slice(0, BATCH);
    const keys = batch.map(([, { wish }]) => ({ key: wish.key, kind: wish.kind }));
    const key = keyOf(x);
    const range = untracked(() => this.options.rangeOf(x)) as [number, number] | null;
    const params = { ...looks, range };
    this.#isAsking = true;
    try {
      const question = { runs: [this.run], keys, x, points: POINTS, ...params };
      const answer = this.channel.askQuietly("series", question, this.gone);
      const { result, buffers } = await saysWhenLate(this.channel, answer);
      const lines = readLines(result.series, buffers, { ...params, x });
      for (const [id, { wish }] of batch) {
        const answer = lines.get(`${wish.kind} ${wish.key}`) ?? { line: null, failure: null };
        // A line that fails now is still what it was.
        this.#signal(id).value = answer.failure
          ? { ...this.#signal(id).peek(), failure: answer.failure }
          : answer;
      }
    } catch (error) {
      if (this.gone.aborted) return;
      for (const [id] of batch) {
        this.#signal(id).value = { ...this.#signal(id).peek(), failure: messageOf(error) };
      }
    } finally {
      for (const [id] of batch) this.#answered.set(id, key);
      this.#isAsking = false;
    }
    void this.#ask();
  }

  /** Resolves once nothing is being asked for. */
  async settled(): Promise<void> {
    while (!this.gone.aborted && (this.#isAsking || this.#timer !== undefined)) {
      await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
    }
  }

  /** Ask once more for what failed. */
  retry(): void {
    this.#answered.clear();
    this.#soon();
  }
}

/** Without an answer for so long, the view says that it waits. */
const LATE_MS = 1500;

/** An answer that was asked for quietly; once it is late, the view says so. */
export function saysWhenLate<T>(channel: WatchedChannel, answer: Promise<T>): Promise<T> {
  const late = setTimeout(() => channel.wait(answer).catch(() => {}), LATE_MS);
  return answer.finally(() => clearTimeout(late));
}

const idOf = ({ key, kind, x }: Wanted) => JSON.stringify([kind, key, x]);

function readLines(
  infos: readonly SeriesInfo[],
  buffers: readonly Uint8Array[],
  asked: { range: Range | null; smoothing: number; x: string },
): Map<string, Fetched> {
  const found = new Map<string, Fetched>();
  let at = 0;
  for (const info of infos) {
    const columns = new Map(info.columns.map((column, k) => [column, numbersOf(buffers[at + k])]));
    at += info.columns.length;
    const x = columns.get("x");
    const y = columns.get("y");
    const line =
      x && y
        ? {
            x,
            y,
            exact: info.exact,
            total: info.total,
            of: info.of,
            notDrawn: info.not_drawn,
            smooth: columns.get("smooth") ?? null,
            smoothing: asked.smoothing,
            xName: asked.x,
            range: asked.range,
          }
        : null;
    found.set(`${info.kind} ${info.key}`, { line, failure: info.error ?? null });
  }
  return found;
}

function numbersOf(bytes: Uint8Array | undefined): Float64Array {
  return bytes
    ? new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 3)
    : new Float64Array(0);
}

/** A line as it is drawn at a smoothing: at once where all points are here, else with what Python smoothed last. */
export function drawn(line: Line, weight: number): { x: Float64Array; y: Float64Array; raw?: Float64Array } {
  if (weight <= 0) return { x: line.x, y: line.y };
  const isWhole = line.exact && line.range === null;
  const isMine = line.smooth !== null && line.smoothing === weight;
  const smooth = isMine ? line.smooth : isWhole ? smoothed(line.y, weight) : line.smooth;
  return smooth ? { x: line.x, y: smooth, raw: line.y } : { x: line.x, y: line.y };
}

/** What an x axis counts, and how it is written. */
export const xKindOf = (x: string): XKind =>
  x === "_relative" ? "seconds" : x === "_timestamp" ? "time" : "number";
export const xNameOf = (x: string): string =>
  ({ _step: "step", _relative: "relative time", _timestamp: "wall time" })[x] ?? x;
