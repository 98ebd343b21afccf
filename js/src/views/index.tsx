import { effect } from "@preact/signals";
import { type ComponentChildren, render as renderTree } from "preact";
import { WatchedChannel } from "../activity";
import { prefetchChunk } from "../chunks";
import { type HostModel, traitSignal } from "../model";
import "../panels/all";
import { followCustomPanels } from "../panels/custom";
import "./all.css";
import { ConnectionProvider, ViewContextProvider } from "./context";
import { isLazyKind, LazyRoot, type RootProps } from "./lazy-root";
import { LiveRows } from "./live-rows";
import { TableState, TableStateProvider } from "./table-state";
import { TableView } from "./table-view";

interface RenderProps {
  model: HostModel;
  el: HTMLElement;
  /** Aborts when the view is gone; older hosts give none and call the cleanup alone. */
  signal?: AbortSignal;
}

/** Draw one view of the model; called by the notebook once per display. */
function render({ model, el, signal }: RenderProps): () => void {
  const gone = new AbortController();
  const close = () => {
    if (gone.signal.aborted) return;
    renderTree(null, el);
    gone.abort(new DOMException("the view was closed", "AbortError"));
  };
  signal?.addEventListener("abort", close, { once: true });
  const channel = new WatchedChannel(model, gone.signal);
  const kind = model.get("kind");
  const parts = { model, channel, signal: gone.signal };
  renderTree(isLazyKind(kind) ? <LazyRoot kind={kind} {...parts} /> : tableTree(parts, el), el);
  return close;
}

/** A table, which is in the core, since it is what is shown most. */
function tableTree({ model, channel, signal }: RootProps, el: HTMLElement): ComponentChildren {
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

export default { render };
