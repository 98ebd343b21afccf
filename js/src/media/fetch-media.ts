import type { MediaSource } from "./kinds";

/** Bytes asked for at a time, so that progress is seen and stopping ends soon. */
const PIECE = 1_000_000;
/** More is not held in the page. */
const LARGEST_MB = 512;

export interface FetchOptions {
  /** Told after each piece: bytes that are here, and bytes that there are. */
  onProgress?: ((done: number, size: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** The file of a medium, named after where it stands, with its MIME type. */
export async function fetchMedia(source: MediaSource, options: FetchOptions = {}): Promise<File> {
  const { view, column, row, index } = source;
  let [type, format] = ["", ""];
  const pieces = await gather("The file", options.onProgress, async (start) => {
    const params = { column, row, index, start, count: PIECE };
    const { result, buffers } = await view.channel.askQuietly("media", params, options.signal ?? view.signal);
    ({ mime: type, format } = result);
    return { size: result.size, piece: buffers[0] };
  });
  const place = index > 0 ? `${row + 1}-${index + 1}` : row + 1;
  return new File(pieces as BlobPart[], `${column}-${place}.${format}`, { type });
}

/** JavaScript that an installed Python package carries, as text. */
export async function fetchLibrary(
  view: MediaSource["view"],
  name: string,
  { onProgress, signal = view.signal }: FetchOptions = {},
): Promise<string> {
  const pieces = await gather(`The library ${name}`, onProgress, async (start) => {
    const { result, buffers } = await view.channel.askQuietly(
      "library",
      { name, start, count: PIECE },
      signal,
    );
    return { size: result.size, piece: buffers[0] };
  });
  return new Blob(pieces as BlobPart[]).text();
}

/** What the medium's class works out for its viewer. */
export function askView(
  { view, column, row, index }: MediaSource,
  what: string,
  params: Record<string, unknown> = {},
  signal: AbortSignal = view.signal,
): Promise<{ result: Record<string, unknown>; buffers: Uint8Array[] }> {
  return view.channel.askQuietly("media_view", { ...params, column, row, index, what }, signal);
}

/** Ask for one piece after the other until all are here. */
async function gather(
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
