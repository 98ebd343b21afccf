import { useEffect, useMemo, useState } from "preact/hooks";
import { messageOf } from "../thumbnails";
import { fetchMedia } from "./fetch-media";
import type { MediaSource } from "./kinds";
import type { StillItem } from "./stills";

/** Text of a file, on its way. */
export type TextState =
  | { status: "waiting"; share: number }
  | { status: "ready"; text: string }
  | { status: "failed"; message: string };

/** More than this is slow to read as text, and nothing to look at. */
const LARGEST_MB = 64;

const WAITING: TextState = { status: "waiting", share: 0 };

/** The text of a medium's file; `attempt` asks anew. */
export function useText({ view, column, row, index }: MediaSource, item: StillItem, attempt = 0): TextState {
  const of = useMemo(() => ({ column, row, index, attempt }), [view, column, row, index, item.size, attempt]);
  const [{ from, state }, setFollowed] = useState<{ from: object; state: TextState }>({
    from: of,
    state: WAITING,
  });
  useEffect(() => {
    const setState = (state: TextState) => setFollowed({ from: of, state });
    setState(WAITING);
    if (item.size > LARGEST_MB * 2 ** 20) {
      const size = Math.round(item.size / 2 ** 20);
      setState({
        status: "failed",
        message: `It has ${size} MB, and a page shows ${LARGEST_MB}: save the file and open it in a browser.`,
      });
      return;
    }
    const abort = new AbortController();
    const stop = () => abort.abort();
    view.signal.addEventListener("abort", stop);
    const onProgress = (done: number, size: number) =>
      setState({ status: "waiting", share: size > 0 ? done / size : 1 });
    fetchMedia({ view, column, row, index }, { onProgress, signal: abort.signal })
      .then((blob) => blob.text())
      .then(
        (text) => abort.signal.aborted || setState({ status: "ready", text }),
        (error) => abort.signal.aborted || setState({ status: "failed", message: messageOf(error) }),
      );
    return () => {
      view.signal.removeEventListener("abort", stop);
      abort.abort();
    };
  }, [of]);
  // What came for another medium is not this one's.
  return from === of ? state : WAITING;
}
