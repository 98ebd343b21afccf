import { useEffect, useState } from "preact/hooks";
import type { Reply } from "../../channel";
import { messageOf } from "../../thumbnails";
import type { Method, Questions } from "../../wire";
import type { RunState } from "./run-state";

export interface Awaited<M extends Method> {
  reply: Reply<M> | null;
  failure: string | null;
  retry(): void;
}

/** The answer to a question, asked again when it changes or `version` does; the one before stays until then. */
export function useAnswer<M extends Method>(
  state: RunState,
  method: M,
  params: Questions[M]["params"],
  version: unknown = 0,
): Awaited<M> {
  const [reply, setReply] = useState<Reply<M> | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);
  const key = JSON.stringify(params);
  useEffect(() => {
    const abort = new AbortController();
    const stop = () => abort.abort();
    state.signal.addEventListener("abort", stop);
    state.channel.askQuietly(method, params, abort.signal).then(
      (found) => {
        setFailure(null);
        setReply(found);
      },
      (error) => abort.signal.aborted || setFailure(messageOf(error)),
    );
    return () => {
      state.signal.removeEventListener("abort", stop);
      abort.abort();
    };
  }, [state, method, key, version, attempt]);
  return { reply, failure, retry: () => setAttempt(attempt + 1) };
}
