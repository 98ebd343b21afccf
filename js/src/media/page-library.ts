import { fetchLibrary } from "./fetch-media";
import type { MediaSource } from "./kinds";

export type LibraryName = "plotly" | "bokeh";

/** Text of the libraries that have come, once for all views of the page: each has megabytes. */
const libraries = new Map<LibraryName, Promise<string>>();

/** JavaScript that the kernel's installed package carries. A failure is not kept: ask again. */
export function pageLibrary(
  view: MediaSource["view"],
  name: LibraryName,
  onProgress?: (done: number, size: number) => void,
): Promise<string> {
  let coming = libraries.get(name);
  if (!coming) {
    coming = fetchLibrary(view, name, { onProgress });
    libraries.set(name, coming);
    coming.catch(() => libraries.delete(name));
  }
  return coming;
}
