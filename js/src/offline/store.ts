/** What lies in the page, read when it is first asked for and kept. */
import type { Place, ReadPart } from "./page-wire";

/** Packs of pictures that are kept; each is about a megabyte. */
const PACKS = 48;

export class Store {
  readonly #read: ReadPart;
  readonly #json = new Map<string, Promise<unknown>>();
  readonly #packs = new Map<number, Promise<Uint8Array>>();

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
    let bytes = this.#packs.get(pack);
    this.#packs.delete(pack);
    bytes ??= this.bytes(`pack.${pack}`);
    // Last in the map is last to go.
    this.#packs.set(pack, bytes);
    const oldest = this.#packs.size > PACKS ? this.#packs.keys().next().value : undefined;
    if (oldest !== undefined) this.#packs.delete(oldest);
    return (await bytes).slice(start, start + count);
  }
}
