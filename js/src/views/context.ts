import type { ReadonlySignal, Signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { WatchedChannel } from "../activity";
import type { Channel } from "../channel";
import type { RowWindow } from "../rows";
import type { Overlays, Query, TableInfo } from "../wire";

/** A picture on the whole of the view: its column, and its row as a position in the filtered, sorted rows. */
export interface OpenPicture {
  column: string;
  position: number;
  /** Place in its list of the medium that is shown first, where a cell has several. */
  item?: number;
}

/** What every view has, whatever it shows. */
export interface Connection {
  channel: WatchedChannel;
  /** Aborts when the view is gone. */
  signal: AbortSignal;
}

/** What the parts of one table view share. */
export interface ViewContext {
  channel: Channel;
  /** Aborts when the view is gone. */
  signal: AbortSignal;
  query: Signal<Query>;
  overlays: Signal<Overlays>;
  /** Row ids ticked by the user. */
  selected: Signal<number[]>;
  /** Null until Python has answered for the first time. */
  info: ReadonlySignal<TableInfo | null>;
  rows: RowWindow;
  viewer: Signal<OpenPicture | null>;
  /** Label of the class under the pointer, raised in every picture. */
  hoverClass: Signal<string | null>;
}

const ConnectionContext = createContext<Connection | null>(null);
const Context = createContext<ViewContext | null>(null);

export const ConnectionProvider = ConnectionContext.Provider;
export const ViewContextProvider = Context.Provider;

export function useConnection(): Connection {
  const connection = useContext(ConnectionContext);
  if (!connection)
    throw new Error("useConnection is called outside of a view; wrap the tree in ConnectionProvider");
  return connection;
}

export function useView(): ViewContext {
  const view = useContext(Context);
  if (!view)
    throw new Error("useView is called outside of a table view; wrap the tree in ViewContextProvider");
  return view;
}
