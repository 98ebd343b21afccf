import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { type ChunkName, type Chunks, chunkOf, loadChunk } from "../chunks";
import { messageOf } from "../thumbnails";
import { useView } from "./context";

export interface ChunkedProps<N extends ChunkName> {
  name: N;
  /** Drawn with what the chunk exports. */
  children(chunk: Chunks[N]): ComponentChildren;
  /** Drawn while the chunk is on its way and, with a message, when it did not come. */
  waiting(failure: string | null, retry: () => void): ComponentChildren;
}

/** Draws what needs a chunk: at once when the chunk is here, else when it has come. */
export function Chunked<N extends ChunkName>({ name, children, waiting }: ChunkedProps<N>) {
  const view = useView();
  const place = useRef<HTMLElement>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);
  const chunk = chunkOf(view, name);
  useLayoutEffect(() => {
    const el = place.current;
    if (!el) return;
    let isGone = false;
    loadChunk(view, name, el).then(
      () => isGone || setAttempt(attempt + 1),
      (error) => isGone || setFailure(messageOf(error)),
    );
    return () => {
      isGone = true;
    };
  }, [view, name, attempt]);
  if (chunk) return <>{children(chunk)}</>;
  const retry = () => {
    setFailure(null);
    setAttempt(attempt + 1);
  };
  return (
    <>
      {waiting(failure, retry)}
      <i ref={place} hidden />
    </>
  );
}
