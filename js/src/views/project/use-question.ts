import { useEffect, useState } from "preact/hooks";
import type { Reply } from "../../channel";
import { messageOf } from "../../thumbnails";
import type { Method, Questions } from "../../wire";
import { useConnection } from "../context";

export interface Awaited<M extends Method> {
  reply: Reply<M> | null;
  failure: string | null;
  retry(): void;
}

interface Held<M extends Method> {
  key: string;
  reply: Reply<M> | null;
  failure: string | null;
}

/** The answer to a question; another question has none until its own is here. With another `edition` it is asked again,
 * and the answer of before stays until then. No question is asked while `params` are null. */
export function useQuestion<M extends Method>(
  method: M,
  params: Questions[M]["params"] | null,
  edition: unknown = 0,
): Awaited<M> {
  const { channel, signal } = useConnection();
  const [held, setHeld] = useState<Held<M>>({ key: "", reply: null, failure: null });
  const [attempt, setAttempt] = useState(0);
  const key = `${method} ${JSON.stringify(params)}`;
  useEffect(() => {
    if (params === null) return;
    const abort = new AbortController();
    const either = AbortSignal.any([abort.signal, signal]);
    const answer = channel.askQuietly(method, params, either);
    // Who looks at an answer of before does not wait.
    (held.key === key && held.reply ? answer : channel.wait(answer)).then(
      (reply) => setHeld({ key, reply, failure: null }),
      (error) => {
        if (either.aborted) return;
        setHeld((before) => ({
          key,
          reply: before.key === key ? before.reply : null,
          failure: messageOf(error),
        }));
      },
    );
    return () => abort.abort();
  }, [channel, signal, key, edition, attempt]);
  const isMine = held.key === key;
  return {
    reply: isMine ? held.reply : null,
    failure: isMine ? held.failure : null,
    retry: () => {
      setHeld({ key: "", reply: null, failure: null });
      setAttempt(attempt + 1);
    },
  };
}
