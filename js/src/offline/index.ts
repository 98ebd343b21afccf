/** Views in a page without a kernel: the same front end, with an engine in the page that answers it. */
import type { HostModel } from "../model";
import { answerOf } from "./answers";
import { pageModel } from "./page-model";
import type { ReadPart, ViewSaid } from "./page-wire";
import { Store } from "./store";

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
      model: pageModel(view.traits, answerOf(store, view)),
      el,
      signal: new AbortController().signal,
    });
  }
}
