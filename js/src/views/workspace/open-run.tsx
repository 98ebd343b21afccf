import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { Button } from "../../controls/button";
import { hasKeysWithin } from "../open-picture";
import { RunBody } from "../run/run-body";
import { RunState } from "../run/run-state";
import { useTable } from "../table-state";
import type { WorkspaceIcon } from "./workspace-icons";
import { useWorkspace } from "./workspace-state";

interface OpenRunProps {
  run: string;
  /** What leads out of the workspace, before the way back to all runs. */
  lead: ComponentChildren;
}

/** One run in place of all of them, and the way back. */
export function OpenRun({ run, lead }: OpenRunProps) {
  const workspace = useWorkspace();
  const table = useTable();
  const back = useRef<HTMLButtonElement>(null);
  const closing = useMemo(() => new AbortController(), []);
  const state = useMemo(() => {
    const either = AbortSignal.any([workspace.signal, closing.signal]);
    return new RunState(workspace.channel, either, run);
  }, [workspace, closing, run]);
  // The head of a run that is here is another one than that of a run on its way.
  const isHere = state.info.value !== null;
  // At once: the next key may be pressed already.
  useLayoutEffect(() => back.current?.focus({ preventScroll: true }), [isHere]);
  useEffect(() => {
    const host = back.current?.closest(".dv");
    return () => {
      closing.abort();
      // Back in the list, its row has the focus.
      setTimeout(() => hasKeysWithin(host) || table.grid.focus());
    };
  }, [closing, table]);
  const close = () => {
    workspace.open.value = null;
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Esc goes back from wherever the focus is inside
    <div
      class="dv-open-run"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return;
        event.preventDefault();
        event.stopPropagation();
        close();
      }}
    >
      <RunBody
        state={state}
        lead={
          <>
            {lead}
            <Button
              buttonRef={back}
              icon={"back" satisfies WorkspaceIcon as never}
              label={<span class="dv-text dv-back-word">{table.info.value?.title ?? "Runs"}</span>}
              title="Back to all runs (Esc)"
              aria-label={table.info.value?.title ?? "Runs"}
              onClick={close}
            />
          </>
        }
      />
    </div>
  );
}
