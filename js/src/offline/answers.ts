/** What answers the questions of a view in the page. */
import type { Questions } from "../wire";
import { bakedAnswer } from "./baked";
import { LineageAnswers } from "./lineage-answers";
import type { Answer, Answered } from "./page-model";
import type { ViewSaid } from "./page-wire";
import { ProjectAnswers } from "./project-answers";
import { needsKernel, refusal } from "./refusal";
import { RunAnswers } from "./run-answers";
import type { Store } from "./store";
import { TableAnswers } from "./table-answers";
import { codeNow } from "./view-code";
import { workspaceHandlers } from "./workspace-answers";

type Handlers = { [M in string]?: (params: never) => Promise<Answered> | Answered };

/** Parts of the front end that a page has with originals alone: without files they open nothing. */
const MEDIA_CHUNKS = new Set(["sound", "video", "spatial", "molecules", "chart"]);

export function answerOf(store: Store, view: ViewSaid): Answer {
  const table = view.table ? new TableAnswers(store, view) : null;
  const runs = view.runs ? new RunAnswers(store, view.runs, (inner) => answerOf(store, inner)) : null;
  const handlers = {
    ...table?.handlers,
    ...runs?.handlers,
    ...(view.lineage ? new LineageAnswers(store, view.lineage).handlers : {}),
    ...(view.project
      ? new ProjectAnswers(store, view.project, (inner) => answerOf(store, inner)).handlers
      : {}),
    ...(table && runs ? workspaceHandlers(store, view, runs, (query) => table.engine(query)) : {}),
  } as Handlers;
  return async (method, params) => {
    if (method === "chunk") {
      const { name } = params as { name: string };
      const bytes = await store.bytes(`${name}.js`).catch(() => null);
      const { media } = view.refused;
      if (!bytes && MEDIA_CHUNKS.has(name) && media !== undefined) throw refusal("kernel", media);
      if (!bytes) throw needsKernel("This part of the view");
      return { result: { name }, buffers: [bytes] };
    }
    const baked = await bakedAnswer(store, view, method, params);
    if (baked && method === "code") {
      const { state } = params as Questions["code"]["params"];
      const { code } = baked.result as Questions["code"]["result"];
      return { result: { code: codeNow(code, view.traits, { ...state }) } };
    }
    if (baked) return baked;
    const handler = handlers[method];
    if (!handler) throw needsKernel("This");
    return handler(params);
  };
}
