/** More is not held in the page. */
const LARGEST_MB = 512;

export interface FetchOptions {
  /** Told after each piece: bytes that are here, and bytes that there are. */
  onProgress?: ((done: number, size: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** Ask for one piece after the other until all are here. */
export async function gather(
  what: string,
  onProgress: FetchOptions["onProgress"],
  ask: (start: number) => Promise<{ size: number; piece: Uint8Array | undefined }>,
): Promise<Uint8Array[]> {
  const pieces: Uint8Array[] = [];
  for (let start = 0; ; ) {
    const { size, piece } = await ask(start);
    if (size > LARGEST_MB * 2 ** 20) {
      throw new Error(
        `${what} has ${Math.round(size / 2 ** 20)} MB and a page holds ${LARGEST_MB}: save it with \`save(path)\` in Python.`,
      );
    }
    if (piece) pieces.push(piece);
    start += piece?.length ?? 0;
    onProgress?.(start, size);
    if (start >= size) return pieces;
    if (!piece?.length) throw new Error(`${what} ended after ${start} of ${size} bytes: try again.`);
  }
}
