/** What lies in the page, read when it is first asked for and kept. */
import { Kept } from "./kept";
import type { Place, ReadPart } from "./page-wire";

/** Packs of pictures that are kept; each is about a megabyte. */
export const PACKS = 48;

export class Store {
  readonly #read: ReadPart;
  readonly #json = new Map<string, Promise<unknown>>();
  readonly #packs = new Kept<Promise<Uint8Array>>(PACKS);

  constructor(read: ReadPart) {
    this.#read = read;
  }

  async bytes(name: string): Promise<Uint8Array> {
    const found = await this.#read(name);
    if (!found) throw new Error(`the page lacks its part ${name}; it was cut off, perhaps`);
    return found;
  }

  /** A part as JSON. */
  json<T>(name: string): Promise<T> {
    let found = this.#json.get(name);
    if (!found) {
      found = this.bytes(name).then((bytes) => JSON.parse(new TextDecoder().decode(bytes)));
      this.#json.set(name, found);
    }
    return found as Promise<T>;
  }

  /** Bytes at a place in a pack. */
  async at([pack, start, count]: Place): Promise<Uint8Array> {
    const name = `pack.${pack}`;
    return (await this.#packs.get(name, () => this.bytes(name))).slice(start, start + count);
  }
}
