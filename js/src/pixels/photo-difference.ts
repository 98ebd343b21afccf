/** How two photos of one size differ. */
export interface PhotoDifference {
  /** Per pixel, the largest difference of its three channels, 0 to 255. */
  far: Uint8Array;
  /** Pixels that differ by more than what packing a photo changes. */
  changed: number;
}

/** JPEG at usual qualities changes a channel by less. */
const NOISE = 24;

/** Compare RGBA pixels, channel by channel. Several are held against the first; the largest difference counts. */
export function comparePhotos(
  first: Uint8ClampedArray,
  others: readonly Uint8ClampedArray[],
): PhotoDifference {
  const far = new Uint8Array(first.length / 4);
  let changed = 0;
  for (let i = 0; i < far.length; i++) {
    let most = 0;
    for (const other of others) {
      for (let c = 0; c < 4; c++) {
        const by = Math.abs((first[i * 4 + c] as number) - (other[i * 4 + c] as number));
        if (by > most) most = by;
      }
    }
    far[i] = most;
    if (most > NOISE) changed++;
  }
  return { far, changed };
}

/** Differences as RGBA pixels: dark where photos are alike, white where they are far apart. */
export function paintFar(out: Uint8ClampedArray, far: Uint8Array): void {
  for (let i = 0; i < far.length; i++) {
    const by = far[i] as number;
    // A square root shows small differences too.
    const tone = by <= NOISE ? 16 : Math.sqrt(by / 255) * 255;
    out.set([tone, tone, tone, 255], i * 4);
  }
}
