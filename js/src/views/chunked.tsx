import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { type ChunkName, type Chunks, chunkOf, loadChunk, readyChunk } from "../chunks";
import { Button } from "../controls/button";
import { Icon } from "../controls/icon";
import { messageOf } from "../thumbnails";
import { useConnection } from "./context";
import "./chunked.css";

export interface ChunkedProps<N extends ChunkName> {
  name: N;
  /** Drawn with what the chunk exports. */
  children(chunk: Chunks[N]): ComponentChildren;
  /** Drawn while the chunk is on its way and, with a message, when it did not come. */
  waiting(failure: string | null, retry: () => void): ComponentChildren;
}

/** Draws what needs a chunk: at once when the chunk is here, else when it has come. */
export function Chunked<N extends ChunkName>({ name, children, waiting }: ChunkedProps<N>) {
  const view = useConnection();
  const place = useRef<HTMLElement>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);
  const chunk = chunkOf(view, name);
  useLayoutEffect(() => {
    const el = place.current;
    if (!el) return;
    let isGone = false;
    const wait = async () => {
      const loaded = await loadChunk(view, name);
      // Some hosts draw a view before it has a place in the page, and styles need one.
      while (!isGone && !el.isConnected) await new Promise(requestAnimationFrame);
      if (isGone) return;
      readyChunk(view, name, el, loaded);
      setAttempt(attempt + 1);
    };
    wait().catch((error) => isGone || setFailure(messageOf(error)));
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

/** The line at the top of what waits. */
export function ChunkProgress({ label }: { label: string }) {
  return (
    <div class="dv-progress">
      <i role="progressbar" aria-label={label} />
    </div>
  );
}

export interface ChunkFailureProps {
  /** What cannot be done now, as a sentence. */
  message: string;
  /** Why, and what to do. */
  failure: string;
  onRetry(): void;
  /** Another way out. */
  children?: ComponentChildren;
}

export function ChunkFailure({ message, failure, onRetry, children }: ChunkFailureProps) {
  return (
    <div class="dv-failure" role="alert">
      <Icon name="warning" />
      <span>
        {message} <span class="dv-quiet">{failure}</span>
      </span>
      <Button look="link" small label="Try again" onClick={onRetry} />
      {children}
    </div>
  );
}
