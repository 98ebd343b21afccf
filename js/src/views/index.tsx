import { effect } from "@preact/signals";
import { render as renderTree } from "preact";
import { WatchedChannel } from "../activity";
import { prefetchChunk } from "../chunks";
import { type HostModel, traitSignal } from "../model";
import "../panels/all";
import { followCustomPanels } from "../panels/custom";
import "./all.css";
import { ViewContextProvider } from "./context";
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
  followCustomPanels(traitSignal(model, "custom_panels", gone.signal), gone.signal);
  const state = new TableState(model, channel, gone.signal);
  new LiveRows(state);
  renderTree(
    <ViewContextProvider value={state}>
      <TableStateProvider value={state}>
        <TableView />
      </TableStateProvider>
    </ViewContextProvider>,
    el,
  );
  const stop = effect(() => {
    if (!state.info.value) return;
    for (const name of ["editor", "menus"] as const) prefetchChunk(state, name, el);
  });
  gone.signal.addEventListener("abort", stop);
  return close;
}

export default { render };
