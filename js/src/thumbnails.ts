import { type Signal, signal } from "@preact/signals";
import type { Channel } from "./channel";
import { AskError } from "./channel";
import type { Mask } from "./pixels/masks";
import { unpackMask } from "./pixels/unpack";
import type { BoxGroup, ColumnInfo, ThumbnailItem } from "./wire";

/** A small picture that is here: its photo, and the masks and boxes to draw over it. */
export interface Thumbnail {
  photo: HTMLImageElement;
  /** Size of the original, in pixels; boxes are in these. */
  width: number;
  height: number;
  masks: { group: string; mask: Mask }[];
  boxes: BoxGroup[];
  caption: string | null;
}

/** A picture with its groups under the names that the screen has for those of a column. */
export function shownPicture<T extends Pick<Thumbnail, "masks" | "boxes">>(
  picture: T,
  { layers }: Pick<ColumnInfo, "layers">,
): T {
  if (!layers.some(({ source }) => source)) return picture;
  const named = <G extends { group: string }>(entries: G[]) =>
    entries.flatMap((entry) => {
      const layer = layers.find(({ source }) => source === entry.group);
      return layer ? [{ ...entry, group: layer.group }] : [];
    });
  return { ...picture, masks: named(picture.masks), boxes: named(picture.boxes) };
}

export type ThumbnailState<T = Thumbnail> =
  | { status: "waiting" }
  | { status: "ready"; picture: T }
  | { status: "failed"; message: string };

/** Asks for the pictures of some rows. */
export type Question<Item> = (
  params: { column: string; rows: number[]; size_px: number },
  gone: AbortSignal,
) => Promise<{ result: { items: Item[] }; buffers: Uint8Array[] }>;

const BATCH = 24;
const CACHED = 600;

interface Entry<T> {
  column: string;
  row: number;
  size: number;
  state: Signal<ThumbnailState<T>>;
  users: number;
  batch: Batch | null;
}

interface Batch {
  abort: AbortController;
  wanted: number;
}

/** Pictures that are on the screen, or were. What is wanted within one frame is asked for together, a batch that nobody
 * waits for any more is cancelled, and the last 600 pictures are kept. */
export class ThumbnailCache<T = Thumbnail, Item extends { row: number; error?: string } = ThumbnailItem> {
  readonly #decode: (item: Item, buffers: Uint8Array[]) => Promise<T>;
  readonly #question: Question<Item>;
  /** In order of use, the latest last. */
  readonly #entries = new Map<string, Entry<T>>();
  #queue = new Set<Entry<T>>();
  #frame = false;

  constructor(
    channel: Pick<Channel, "ask">,
    decode: (item: Item, buffers: Uint8Array[]) => Promise<T>,
    question: Question<Item> = (params, gone) => channel.ask("thumbnails", params, gone) as never,
  ) {
    this.#decode = decode;
    this.#question = question;
  }

  /** Follow one picture. Call `release` when it leaves the screen. */
  use(column: string, row: number, size: number): { state: Signal<ThumbnailState<T>>; release(): void } {
    const key = `${row}/${size}/${column}`;
    const entry = this.#entries.get(key) ?? {
      column,
      row,
      size,
      state: signal<ThumbnailState<T>>({ status: "waiting" }),
      users: 0,
      batch: null,
    };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    entry.users++;
    if (entry.state.peek().status === "waiting") {
      if (!entry.batch) this.#enqueue(entry);
      else if (entry.users === 1) entry.batch.wanted++;
    }
    let isReleased = false;
    const release = () => {
      if (isReleased) return;
      isReleased = true;
      if (--entry.users === 0) this.#drop(key, entry);
    };
    return { state: entry.state, release };
  }

  #enqueue(entry: Entry<T>): void {
    this.#queue.add(entry);
    if (this.#frame) return;
    this.#frame = true;
    requestAnimationFrame(() => {
      this.#frame = false;
      this.#send();
    });
  }

  /** A picture nobody looks at: kept when it is here, given up when it is not. */
  #drop(key: string, entry: Entry<T>): void {
    const { status } = entry.state.peek();
    if (status === "ready") {
      this.#evict();
      return;
    }
    if (this.#queue.delete(entry) || status === "failed") this.#entries.delete(key);
    const { batch } = entry;
    if (status === "waiting" && batch && --batch.wanted === 0) batch.abort.abort();
  }

  #evict(): void {
    for (const [key, entry] of this.#entries) {
      if (this.#entries.size <= CACHED) return;
      if (entry.users === 0) this.#entries.delete(key);
    }
  }

  #send(): void {
    const byKind = new Map<string, Entry<T>[]>();
    for (const entry of this.#queue) {
      const kind = `${entry.size}/${entry.column}`;
      const list = byKind.get(kind);
      if (list) list.push(entry);
      else byKind.set(kind, [entry]);
    }
    this.#queue = new Set();
    for (const entries of byKind.values()) {
      for (let k = 0; k < entries.length; k += BATCH) void this.#ask(entries.slice(k, k + BATCH));
    }
  }

  async #ask(entries: Entry<T>[]): Promise<void> {
    const batch = { abort: new AbortController(), wanted: entries.length };
    for (const entry of entries) entry.batch = batch;
    const { column, size } = entries[0] as Entry<T>;
    try {
      const params = { column, rows: entries.map(({ row }) => row), size_px: size };
      const { result, buffers } = await this.#question(params, batch.abort.signal);
      const items = new Map(result.items.map((item) => [item.row, item]));
      await Promise.all(entries.map((entry) => this.#fill(entry, items.get(entry.row), buffers)));
    } catch (error) {
      if (batch.abort.signal.aborted) this.#forget(entries);
      else for (const entry of entries) entry.state.value = { status: "failed", message: messageOf(error) };
    }
    for (const entry of entries) entry.batch = null;
  }

  async #fill(entry: Entry<T>, item: Item | undefined, buffers: Uint8Array[]): Promise<void> {
    const failure = item ? item.error : `Python sent no picture for row ${entry.row}.`;
    try {
      if (!item || failure) throw new Error(failure);
      entry.state.value = { status: "ready", picture: await this.#decode(item, buffers) };
    } catch (error) {
      entry.state.value = { status: "failed", message: messageOf(error) };
    }
  }

  /** After a cancelled batch: those wanted again in the meantime are asked for again. */
  #forget(entries: Entry<T>[]): void {
    for (const entry of entries) {
      entry.batch = null;
      if (entry.users > 0) this.#enqueue(entry);
      else this.#entries.delete(`${entry.row}/${entry.size}/${entry.column}`);
    }
  }
}

export function messageOf(error: unknown): string {
  if (error instanceof AskError && error.failure.hint) return `${error.message} ${error.failure.hint}`;
  return error instanceof Error ? error.message : String(error);
}

/** Sizes that thumbnails come in, in pixels of their longer side: few, so that Python makes and keeps few. */
const SIZES = [64, 96, 128, 192, 256, 384, 512];

/** The size to ask for, for a picture shown in `width` × `height` screen pixels. */
export function thumbnailSize(width: number, height: number, pixelRatio: number): number {
  const wanted = Math.max(width, height) * pixelRatio;
  return SIZES.find((size) => size >= wanted) ?? (SIZES.at(-1) as number);
}

/** A photo from its bytes. A data: URL, since a blob: URL costs a fetch of its own for each picture. */
export async function decodePhoto(bytes: Uint8Array, mime: string): Promise<HTMLImageElement> {
  let text = "";
  for (let k = 0; k < bytes.length; k += 8192) text += String.fromCharCode(...bytes.subarray(k, k + 8192));
  const image = new Image();
  image.src = `data:${mime};base64,${btoa(text)}`;
  await image.decode();
  return image;
}

/** A thumbnail as it came over the wire, ready to draw. A mask that cannot be drawn is left out: the viewer says why. */
export async function decodeThumbnail(item: ThumbnailItem, buffers: Uint8Array[]): Promise<Thumbnail> {
  const drawable = item.masks.filter(({ error }) => !error);
  const [photo, ...masks] = await Promise.all([
    decodePhoto(buffers[item.pixels] ?? new Uint8Array(0), item.mime),
    ...drawable.map(async (data) => ({ group: data.group, mask: await unpackMask(data, buffers) })),
  ]);
  return { photo, width: item.width, height: item.height, masks, boxes: item.boxes, caption: item.caption };
}
