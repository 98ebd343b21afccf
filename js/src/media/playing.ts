/** Told to the page when something begins to play: whatever else plays in it stops, in views of other cells too. */
const PLAYING = "dsviz-playing";

/** Let a sound or a video play alone in the page, until the signal aborts: then it stops. */
export function playAlone(media: HTMLMediaElement, gone: AbortSignal): void {
  const page = media.ownerDocument;
  const options = { signal: gone };
  media.addEventListener(
    "play",
    () => page.dispatchEvent(new CustomEvent(PLAYING, { detail: media })),
    options,
  );
  page.addEventListener(
    PLAYING,
    (event) => {
      if ((event as CustomEvent).detail !== media) media.pause();
    },
    options,
  );
  gone.addEventListener("abort", () => media.pause(), { once: true });
}
