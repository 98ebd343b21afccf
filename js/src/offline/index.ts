/** Views in a page without a kernel: the same front end, with an engine in the page that answers it. */
import type { HostModel } from "../model";
import { bakedAnswer } from "./baked";
import type { ReadPart, ViewSaid } from "./page-wire";
import { needsKernel } from "./refusal";
import { Store } from "./store";
import { type Answer, stubModel } from "./stub-model";
import { TableAnswers } from "./table-answers";

interface Widget {
  render(host: { model: HostModel; el: HTMLElement; signal: AbortSignal }): unknown;
}

export interface Page {
  widget: Widget;
  part: ReadPart;
  /** Where the views stand; `data-view` names each. */
  views: HTMLElement[];
}

/** Open all views of a page, the first one first. */
export async function start({ widget, part, views }: Page): Promise<void> {
  const store = new Store(part);
  for (const el of views) {
    const view = await store.json<ViewSaid>(`${el.dataset.view}.head`);
    widget.render({
      model: stubModel(view.traits, answerOf(store, view)),
      el,
      signal: new AbortController().signal,
    });
  }
}

function answerOf(store: Store, view: ViewSaid): Answer {
  const handlers = view.table ? new TableAnswers(store, view).handlers : {};
  return async (method, params) => {
    if (method === "chunk") {
      const { name } = params as { name: string };
      const bytes = await store.bytes(`${name}.js`).catch(() => null);
      if (!bytes) throw needsKernel("This part of the view");
      return { result: { name }, buffers: [bytes] };
    }
    const baked = await bakedAnswer(store, view, method, params);
    if (baked) return baked;
    const handler = handlers[method];
    if (!handler) throw needsKernel("This");
    return handler(params);
  };
}
