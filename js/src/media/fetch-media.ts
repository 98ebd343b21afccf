import { type FetchOptions, gather } from "../gather";
import type { MediaSource } from "./kinds";

export type { FetchOptions } from "../gather";

/** Bytes asked for at a time, so that progress is seen and stopping ends soon. */
const PIECE = 1_000_000;

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
