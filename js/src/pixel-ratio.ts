import { type ReadonlySignal, signal } from "@preact/signals";

/** Screen pixels per CSS pixel, followed while the window moves between screens or the page is zoomed. */
export function followPixelRatio(gone: AbortSignal): ReadonlySignal<number> {
  const ratio = signal(window.devicePixelRatio || 1);
  const listen = () => {
    const query = matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    const onChange = () => {
      ratio.value = window.devicePixelRatio || 1;
      listen();
    };
    query.addEventListener("change", onChange, { once: true, signal: gone });
  };
  listen();
  return ratio;
}
