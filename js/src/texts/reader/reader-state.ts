/** How a view's cells are read; it stays while rows are stepped through, and when the reader is opened again. */
import { type Signal, signal } from "@preact/signals";
import type { ViewContext } from "../../views/context";
import type { Mode } from "./modes";

export interface ReaderState {
  /** The way that was chosen for a column. */
  modes: Signal<Record<string, Mode>>;
  /** The column that another is compared with. */
  others: Signal<Record<string, string>>;
  wraps: Signal<boolean>;
  sought: Signal<string>;
}

const states = new WeakMap<ViewContext["channel"], ReaderState>();

export function readerStateOf({ channel }: Pick<ViewContext, "channel">): ReaderState {
  let state = states.get(channel);
  if (!state) {
    state = { modes: signal({}), others: signal({}), wraps: signal(true), sought: signal("") };
    states.set(channel, state);
  }
  return state;
}
