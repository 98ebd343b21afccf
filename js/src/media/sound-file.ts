import { askView, type FetchOptions, fetchMedia } from "./fetch-media";
import type { MediaSource } from "./kinds";

/**
 * Give an audio element the file of a sound. What the browser does not play, such as 32 Hz or an odd coding, comes from
 * Python as a WAV file that it does.
 *
 * @returns Takes the file from the element, and frees it.
 */
export async function loadSound(
  media: HTMLMediaElement,
  source: MediaSource,
  options: FetchOptions & { signal: AbortSignal },
): Promise<() => void> {
  const blob = await fetchMedia(source, options);
  const free = await give(media, blob, options.signal);
  if (free) return free;
  const { buffers } = await askView(source, "wav", {}, options.signal);
  const freeOther = await give(media, new Blob(buffers as BlobPart[], { type: "audio/wav" }), options.signal);
  if (freeOther) return freeOther;
  throw new Error(
    "This browser plays no sound of this kind: save the file, and play it with another program.",
  );
}

/** Set the file and wait for what the browser makes of it: null when it cannot play it. */
function give(media: HTMLMediaElement, blob: Blob, gone: AbortSignal): Promise<(() => void) | null> {
  const url = URL.createObjectURL(blob);
  // The element reads on while it plays: a file that went before it let go would be missed.
  const free = () => {
    if (media.src === url) {
      media.removeAttribute("src");
      media.load();
    }
    URL.revokeObjectURL(url);
  };
  return new Promise((resolve, reject) => {
    const settled = new AbortController();
    const settle = (end: () => void) => () => {
      settled.abort();
      end();
    };
    const once = { signal: settled.signal };
    media.addEventListener(
      "loadedmetadata",
      settle(() => resolve(free)),
      once,
    );
    media.addEventListener(
      "error",
      settle(() => {
        free();
        resolve(null);
      }),
      once,
    );
    gone.addEventListener(
      "abort",
      settle(() => {
        free();
        reject(new DOMException("The sound is not wanted any more.", "AbortError"));
      }),
      once,
    );
    media.src = url;
    media.load();
  });
}
