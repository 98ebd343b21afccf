/** A table that a run logged as a model of its own: its traits stay here, its questions go through the run's view. */
import { WatchedChannel } from "../../activity";
import type { MessagePort } from "../../channel";
import type { HostModel } from "../../model";
import { EMPTY_QUERY } from "../../query-edit";
import { TableState } from "../table-state";
import type { RunState } from "./run-state";

const HEIGHT_PX = 480;

interface Ask {
  kind: string;
  method: string;
  params: unknown;
}

/** What a table of the core needs to show the one that was logged under a key at a step.
 *
 * @param first traits that Python says
 * @param closed aborts when the table is gone; it goes with the run's view at the latest
 */
export function openTable(
  state: RunState,
  key: string,
  step: number,
  first: object,
  closed: AbortSignal,
): TableState {
  const gone = AbortSignal.any([state.signal, closed]);
  const model = tableModel(state.channel.port, { run: state.run, key, step }, first);
  return new TableState(model, new WatchedChannel(model, gone), gone);
}

/** Questions about the table become one of the view; whatever else is sent is not about a table. */
export function asRunTable(content: unknown, of: object): unknown {
  const { kind, method, params } = content as Ask;
  if (kind !== "ask" || method === "chunk") return content;
  return { ...(content as Ask), method: "run_table", params: { ...of, method, params } };
}

function tableModel(port: MessagePort, of: object, first: object): HostModel {
  const traits = new Map<string, unknown>(
    Object.entries({
      kind: "table",
      query: EMPTY_QUERY,
      selected: "",
      page_size: 25,
      height_px: HEIGHT_PX,
      theme: "auto",
      saved_view: "",
      custom_panels: [],
      ...first,
    }),
  );
  return {
    get: (name) => traits.get(name),
    set: (name, value) => void traits.set(name, value),
    save_changes: () => {},
    // Nobody but the table itself sets its traits: only messages are heard.
    on: (event, listener) => event === "msg:custom" && port.on(event, listener as never),
    off: (event, listener) => event === "msg:custom" && port.off(event, listener as never),
    send: (content, ...rest) => port.send(asRunTable(content, of), ...rest),
  } as HostModel;
}
