import { render as renderTree } from "preact";
import { WatchedChannel } from "../activity";
import type { HostModel } from "../model";
import "../panels/all";
import "./all.css";
import { isLazyKind, LazyRoot } from "./lazy-root";
import { tableTree } from "./table-tree";

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

export default { render };
