import { effect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { prefetchChunk } from "../chunks";
import { traitSignal } from "../model";
import { followCustomPanels } from "../panels/custom";
import { ConnectionProvider, ViewContextProvider } from "./context";
import type { RootProps } from "./lazy-root";
import { LiveRows } from "./live-rows";
import { TableState, TableStateProvider } from "./table-state";
import { TableView } from "./table-view";

/** A table, which is in the core, since it is what is shown most; `el` is where it stands. */
export function tableTree({ model, channel, signal }: RootProps, el: HTMLElement): ComponentChildren {
  followCustomPanels(traitSignal(model, "custom_panels", signal), signal);
  const state = new TableState(model, channel, signal);
  new LiveRows(state);
  const stop = effect(() => {
    if (!state.info.value) return;
    for (const name of ["editor", "menus"] as const) prefetchChunk(state, name, el);
  });
  signal.addEventListener("abort", stop);
  return (
    <ConnectionProvider value={state}>
      <ViewContextProvider value={state}>
        <TableStateProvider value={state}>
          <TableView />
        </TableStateProvider>
      </ViewContextProvider>
    </ConnectionProvider>
  );
}
