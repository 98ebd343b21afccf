import { useLayoutEffect, useRef } from "preact/hooks";
import type { RunState } from "./run-state";
import { formatSize } from "./sizes";
import { TabFailure, TabWait } from "./tab-states";
import { useAnswer } from "./use-answer";

const NEAR_END_PX = 24;

/** What a run printed; the end is followed while it is in sight. */
export function ConsoleTab({ state }: { state: RunState }) {
  const place = useRef<HTMLPreElement>(null);
  const follows = useRef(true);
  const size = state.info.value?.console_size ?? 0;
  const { reply, failure, retry } = useAnswer(state, "run_console", { run: state.run }, size);
  const text = reply?.result.text;
  useLayoutEffect(() => {
    const el = place.current;
    if (el && follows.current) el.scrollTop = el.scrollHeight;
  }, [text]);
  if (failure !== null)
    return <TabFailure message="The output cannot be read." failure={failure} onRetry={retry} />;
  if (!reply) return <TabWait label="Reading the output" />;
  const { start, path } = reply.result;
  return (
    <section class="dv-run-console" aria-label="Console output">
      {start > 0 && (
        <p class="dv-quiet">
          The last {formatSize(reply.result.size - start)} of {formatSize(reply.result.size)}. All of it is in{" "}
          {path}.
        </p>
      )}
      <pre
        ref={place}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by keys
        tabIndex={0}
        class="dv-code"
        onScroll={(event) => {
          const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
          follows.current = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
        }}
      >
        {text}
      </pre>
    </section>
  );
}
