import { useEffect, useMemo, useRef } from "preact/hooks";
import { Button } from "../../controls/button";
import { RunBody } from "../run/run-body";
import { RunState } from "../run/run-state";
import { useTable } from "../table-state";
import type { WorkspaceIcon } from "./workspace-icons";
import { useWorkspace } from "./workspace-state";

/** One run in place of all of them, and the way back. */
export function OpenRun({ run }: { run: string }) {
  const workspace = useWorkspace();
  const table = useTable();
  const back = useRef<HTMLButtonElement>(null);
  const closing = useMemo(() => new AbortController(), []);
  const state = useMemo(() => {
    const either = AbortSignal.any([workspace.signal, closing.signal]);
    return new RunState(workspace.channel, either, run);
  }, [workspace, closing, run]);
  useEffect(() => {
    back.current?.focus({ preventScroll: true });
    return () => {
      closing.abort();
      // Back in the list, its row has the focus.
      setTimeout(() => table.grid.focus());
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
      <div class="dv-back-bar">
        <Button
          buttonRef={back}
          icon={"back" satisfies WorkspaceIcon as never}
          label={table.info.value?.title ?? "Runs"}
          title="Back to all runs (Esc)"
          onClick={close}
        />
      </div>
      <RunBody state={state} />
    </div>
  );
}
