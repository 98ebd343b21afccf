/** Told to the page when something begins to play: whatever else plays in it stops, in views of other cells too. */
const PLAYING = "dsviz-playing";

/** Let a sound or a video play alone in the page, until the signal aborts: then it stops. Those that have the same
 * `data-company` play together. */
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
      const other = (event as CustomEvent<HTMLMediaElement>).detail;
      const { company } = media.dataset;
      if (other !== media && (company === undefined || other.dataset.company !== company)) media.pause();
    },
    options,
  );
  gone.addEventListener("abort", () => media.pause(), { once: true });
}
