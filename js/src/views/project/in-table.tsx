import { effect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { traitSignal } from "../../model";
import { followCustomPanels } from "../../panels/custom";
import { ConnectionProvider, ViewContextProvider } from "../context";
import { Grid } from "../grid";
import { LazyViewer } from "../lazy-viewer";
import { LiveRows } from "../live-rows";
import { TableState, TableStateProvider, useTable } from "../table-state";
import { FailureLine } from "../table-view";
import type { Inner } from "./inner-view";

/** What is inside is about the rows of a table that was opened within the view, and draws them as it likes. */
export function InTable({ inner, children }: { inner: Inner; children: ComponentChildren }) {
  const state = useMemo(() => {
    const made = new TableState(inner.model, inner.channel, inner.signal);
    followCustomPanels(traitSignal(inner.model, "custom_panels", inner.signal), inner.signal);
    new LiveRows(made);
    return made;
  }, [inner]);
  return (
    <ConnectionProvider value={state}>
      <ViewContextProvider value={state}>
        <TableStateProvider value={state}>{children}</TableStateProvider>
      </ViewContextProvider>
    </ConnectionProvider>
  );
}

/** The rows as the table's own view has them, without its bars; a picture opens in their place. */
export function RowsOf() {
  const state = useTable();
  return (
    <div class="dv-table-box">
      <FailureLine />
      {state.viewer.value ? <LazyViewer /> : <Grid />}
    </div>
  );
}

/** The medium of a table of one cell, open; to close it is `onClose`'s. */
export function OneMedium({ onClose }: { onClose(): void }) {
  const state = useTable();
  const column = state.info.value?.columns[0];
  useEffect(() => {
    if (!column) return;
    state.viewer.value = { column: column.name, position: 0 };
    return effect(() => {
      if (state.viewer.value === null) onClose();
    });
  }, [state, column?.name]);
  return (
    <div class="dv-table-box is-medium">
      <FailureLine />
      {state.viewer.value && <LazyViewer />}
    </div>
  );
}
