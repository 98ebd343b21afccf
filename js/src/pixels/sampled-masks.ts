import { type Mask, SampledMask, type Sampling } from "./masks";

// What only an open picture asks of masks.

/** As many pixels of masks as a large screen shows: 64 MB of ids, and at most as much of distances to borders. */
const KEPT_PIXELS = 16e6;

/** What cameras see of masks, for pictures that are painted again and again; what was not painted for longest goes
 * first. */
export class SampledMasks {
  /** In order of use, the latest last. */
  readonly #kept = new Map<Mask, SampledMask>();
  #pixels = 0;

  constructor(readonly most = KEPT_PIXELS) {}

  see(mask: Mask, at: Sampling, width: number, height: number): SampledMask {
    const known = this.#kept.get(mask);
    const sampled = known?.isFrom(at, width, height) ? known : new SampledMask(mask, at, width, height);
    if (known) this.#forget(mask, known);
    this.#kept.set(mask, sampled);
    this.#pixels += sampled.ids.length;
    for (const [old, kept] of this.#kept) {
      if (this.#pixels <= this.most || kept === sampled) break;
      this.#forget(old, kept);
    }
    return sampled;
  }

  /** Keep nothing, as when no picture is open. */
  clear(): void {
    this.#kept.clear();
    this.#pixels = 0;
  }

  #forget(mask: Mask, sampled: SampledMask): void {
    this.#kept.delete(mask);
    this.#pixels -= sampled.ids.length;
  }
}

/** How many pixels each class holds. */
export function countPixels(mask: Mask): Map<number, number> {
  const counts = new Uint32Array(mask.ids instanceof Uint16Array ? 65536 : 256);
  for (const id of mask.ids) counts[id] = (counts[id] as number) + 1;
  const found = new Map<number, number>();
  counts.forEach((count, id) => {
    if (count > 0) found.set(id, count);
  });
  return found;
}
