import { useEffect, useState } from "preact/hooks";
import { messageOf } from "../thumbnails";
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

/** A library on its way: its text once it is here, or why it does not come. */
export interface LibraryState {
  text?: string;
  share: number;
  failure?: string;
}

/** Follow a library; `attempt` asks anew. */
export function usePageLibrary(view: MediaSource["view"], name: LibraryName, attempt: number): LibraryState {
  const [state, setState] = useState<LibraryState>({ share: 0 });
  useEffect(() => {
    let isGone = false;
    const set = (now: LibraryState) => isGone || setState(now);
    setState((now) => (now.text === undefined ? { share: 0 } : now));
    pageLibrary(view, name, (done, size) => set({ share: done / Math.max(1, size) })).then(
      (text) => set({ text, share: 1 }),
      (error) => set({ share: 0, failure: messageOf(error) }),
    );
    return () => {
      isGone = true;
    };
  }, [view, name, attempt]);
  return state;
}
