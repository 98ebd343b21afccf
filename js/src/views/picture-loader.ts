import type { Channel } from "../channel";
import type { GroupMask } from "../panels/paint";
import type { Mask } from "../pixels/masks";
import { unpackMask } from "../pixels/unpack";
import { messageOf } from "../thumbnails";
import type { BoxGroup } from "../wire";

/** An original picture that is here, with its masks and boxes. */
export interface Original {
  photo: HTMLImageElement;
  width: number;
  height: number;
  masks: GroupMask[];
  boxes: BoxGroup[];
  caption: string | null;
  troubles: Trouble[];
}

/** A mask that cannot be drawn over its picture as it is. */
export interface Trouble {
  group: string;
  /** Why, as a sentence. */
  message: string;
  /** The mask, when it could be stretched over the picture. */
  mask: Mask | null;
}

const KEPT = 12;

interface Loading {
  promise: Promise<Original>;
  abort: AbortController;
}

/** Original pictures of one view: the last few stay, so that going back and forth asks nothing. */
export class PictureLoader {
  readonly #channel: Pick<Channel, "ask">;
  /** In order of use, the latest last. */
  readonly #pictures = new Map<string, Loading>();

  constructor(channel: Pick<Channel, "ask">) {
    this.#channel = channel;
  }

  load(column: string, row: number): Promise<Original> {
    const key = `${row}/${column}`;
    let entry = this.#pictures.get(key);
    if (!entry) {
      const abort = new AbortController();
      const promise = this.#ask(column, row, abort.signal);
      entry = { promise, abort };
      const made = entry;
      // A failure is not kept: the next visit asks again.
      promise.catch(() => this.#pictures.get(key) === made && this.#pictures.delete(key));
    }
    this.#pictures.delete(key);
    this.#pictures.set(key, entry);
    for (const [old, { abort }] of this.#pictures) {
      if (this.#pictures.size <= KEPT) break;
      abort.abort();
      this.#pictures.delete(old);
    }
    return entry.promise;
  }

  /** Stop what is under way and forget all. */
  clear(): void {
    for (const { abort } of this.#pictures.values()) abort.abort();
    this.#pictures.clear();
  }

  async #ask(column: string, row: number, signal: AbortSignal): Promise<Original> {
    const { result, buffers } = await this.#channel.ask("image", { column, row }, signal);
    if (result.error) throw new Error(result.error);
    const troubles: Trouble[] = [];
    const masks: GroupMask[] = [];
    const unpack = async (data: (typeof result.masks)[number]) => {
      const { group } = data;
      try {
        const mask = data.ids < 0 ? null : await unpackMask(data, buffers);
        if (mask && !data.error) masks.push({ group, mask });
        else troubles.push({ group, message: data.error ?? `Mask ${group} did not come.`, mask });
      } catch (error) {
        troubles.push({ group, message: messageOf(error), mask: null });
      }
    };
    const [photo] = await Promise.all([
      openPhoto(buffers[result.pixels] ?? new Uint8Array(0), result.mime),
      ...result.masks.map(unpack),
    ]);
    const order = result.masks.map(({ group }) => group);
    masks.sort((a, b) => order.indexOf(a.group) - order.indexOf(b.group));
    const { width, height, boxes, caption } = result;
    return { photo, width, height, masks, boxes, caption, troubles };
  }
}

async function openPhoto(bytes: Uint8Array, mime: string): Promise<HTMLImageElement> {
  const url = URL.createObjectURL(new Blob([bytes as BlobPart], { type: mime }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    return image;
  } catch {
    throw new Error(
      `The browser cannot show this picture (${mime}, ${bytes.length.toLocaleString("en-US")} bytes).`,
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}
