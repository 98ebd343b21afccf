import { type Signal, signal } from "@preact/signals";
import type { Channel } from "../../channel";
import { EMPTY_QUERY } from "../../query-edit";
import type { RowWindow } from "../../rows";
import type { ColumnInfo, Method, Overlays, Questions } from "../../wire";
import type { ViewContext } from "../context";
import type { RunState } from "./run-state";

/** What a history calls media. */
export const MEDIA_KINDS: ReadonlySet<string> = new Set([
  "image",
  "images",
  "audio",
  "video",
  "html",
  "molecule",
  "object3D",
  "plotly",
  "bokeh",
  "vega",
]);

/** Everything is drawn but the classes named here. */
export function overlaysWithout(hidden_classes: string[]): Overlays {
  return { hidden_classes, hidden_groups: [], opacity: {}, styles: {}, labels: true, scores: {}, colors: {} };
}

/** Questions about cells of a table, asked about the media of a key. */
const ASKED_AS: Partial<Record<Method, Method>> = {
  thumbnails: "run_thumbnails",
  image: "run_image",
  stills: "run_stills",
  media: "run_media_file",
  media_view: "run_media_view",
};

/** What media need around them, for those that a run logged under a key. */
export function mediaView(
  state: RunState,
  key: string,
  column: ColumnInfo,
  overlays: Signal<Overlays>,
  rows: RowWindow,
): ViewContext {
  const { channel, signal: gone, run } = state;
  const ask = (isQuiet: boolean) =>
    ((method: Method, params: Questions[Method]["params"], aborted?: AbortSignal) => {
      const name = ASKED_AS[method];
      const question = name ? { ...params, run, key } : params;
      return isQuiet
        ? channel.askQuietly(name ?? method, question as never, aborted)
        : channel.ask(name ?? method, question as never, aborted);
    }) as Channel["ask"];
  return {
    channel: { ask: ask(false), askQuietly: ask(true) } as Channel,
    signal: gone,
    query: signal(EMPTY_QUERY),
    overlays,
    selected: signal([]),
    info: signal({ title: key, subtitle: "", row_count: 0, edition: 0, columns: [{ ...column, name: key }] }),
    rows,
    viewer: signal(null),
    hoverClass: signal(null),
  };
}
