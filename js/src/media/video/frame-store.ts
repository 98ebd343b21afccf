import { signal } from "@preact/signals";
import { messageOf } from "../../thumbnails";
import { askView } from "../fetch-media";
import type { MediaSource } from "../kinds";

/** Frames that are asked for at once. */
const BATCH = 16;
/** What decoded frames may fill, in bytes. */
const ROOM_BYTES = 200_000_000;
const FLIGHTS = 2;

/** Frames of a video as Python decodes them, those around the one that is shown. */
export class FrameStore {
  /** Counts frames that came. */
  readonly arrived = signal(0);
  readonly failure = signal<string | null>(null);
  #frames = new Map<number, ImageBitmap>();
  #flights = new Map<number, AbortController>();

  constructor(
    private readonly source: MediaSource,
    readonly count: number,
    /** Longest side of a frame, in pixels. */
    private readonly sizePx: number,
    private readonly gone: AbortSignal,
  ) {
    gone.addEventListener("abort", () => {
      for (const flight of this.#flights.values()) flight.abort();
      for (const frame of this.#frames.values()) frame.close();
      this.#frames.clear();
    });
  }

  /** A frame that is here; it counts as used now. */
  get(frame: number): ImageBitmap | undefined {
    const found = this.#frames.get(frame);
    if (found) {
      this.#frames.delete(frame);
      this.#frames.set(frame, found);
    }
    return found;
  }

  /** See that a frame comes, and those behind it; frames far from it are no longer waited for. */
  want(frame: number, isAround = false): void {
    if (this.failure.peek() !== null || this.gone.aborted) return;
    const batch = Math.floor(frame / BATCH) * BATCH;
    const batches = [batch, (batch + BATCH) % Math.max(1, Math.ceil(this.count / BATCH) * BATCH)];
    if (isAround) batches.push(batch - BATCH);
    const missing = batches.filter((start) => start >= 0 && start < this.count && this.#lacks(start));
    for (const [start, flight] of this.#flights) {
      if (!batches.includes(start) && this.#flights.size >= FLIGHTS) {
        flight.abort();
        this.#flights.delete(start);
      }
    }
    for (const start of missing) {
      if (this.#flights.size < FLIGHTS && !this.#flights.has(start)) this.#fetch(start);
    }
  }

  #lacks(start: number): boolean {
    for (let k = start; k < Math.min(start + BATCH, this.count); k++) if (!this.#frames.has(k)) return true;
    return false;
  }

  async #fetch(start: number): Promise<void> {
    const flight = new AbortController();
    this.#flights.set(start, flight);
    const either = AbortSignal.any([flight.signal, this.gone]);
    try {
      const asked = { start, count: BATCH, size_px: this.sizePx };
      const { result, buffers } = await askView(this.source, "frames", asked, either);
      const type = String(result.mime);
      const frames = await Promise.all(
        buffers.map((bytes) => createImageBitmap(new Blob([bytes as BlobPart], { type }))),
      );
      if (either.aborted) {
        for (const frame of frames) frame.close();
        return;
      }
      frames.forEach((frame, k) => {
        this.#keep(start + k, frame);
      });
      if (frames.length === 0) this.failure.value = `There is no frame ${start + 1}: the file is damaged.`;
      this.arrived.value += 1;
    } catch (error) {
      if (!either.aborted) this.failure.value = messageOf(error);
    } finally {
      if (this.#flights.get(start) === flight) this.#flights.delete(start);
    }
  }

  #keep(number: number, frame: ImageBitmap): void {
    this.#frames.get(number)?.close();
    this.#frames.delete(number);
    this.#frames.set(number, frame);
    const room = Math.max(2 * BATCH, Math.floor(ROOM_BYTES / (4 * frame.width * frame.height)));
    for (const [old, picture] of this.#frames) {
      if (this.#frames.size <= room) break;
      picture.close();
      this.#frames.delete(old);
    }
  }
}
