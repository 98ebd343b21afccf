import { render } from "preact";
import type { PanelHost } from "./host";
import { Panel } from "./panel";
import { type Kept, PanelState } from "./panel-state";
import type { Source } from "./wire";

/** Draws the panel into an element; returns what takes it away again. */
export function mountPanel(
  el: HTMLElement,
  source: Source,
  host: PanelHost,
  kept?: Kept,
  keep?: (kept: Kept) => void,
): () => void {
  const state = new PanelState(source, host, kept, keep);
  render(<Panel state={state} />, el);
  return () => {
    render(null, el);
    state.close();
  };
}
