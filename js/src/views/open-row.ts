import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { type OpenPicture, useView } from "./context";
import { type Room, useRoom } from "./use-room";

/** Rows fetched to each side of the open one: as many as the widest film strip may show. */
const AROUND = 16;
/** As slow as systems let a double click be. */
const DOUBLE_CLICK_MS = 600;

/** The row that is open on the whole of a view. */
export interface OpenRow {
  root: RefObject<HTMLElement | null>;
  room: Room;
  /** Where it is among those of the filtered, sorted table, and how many they are. */
  position: number;
  count: number;
}

/** Open a viewer: it takes the keys, fetches the rows around the open one, and closes when no row is left. */
export function useOpenRow(open: OpenPicture): OpenRow {
  const view = useView();
  const root = useRef<HTMLElement>(null);
  const room = useRoom(root);
  const count = view.rows.matched.value;
  const position = Math.max(0, Math.min(open.position, count - 1));
  useLayoutEffect(() => root.current?.focus({ preventScroll: true }), [open.column]);
  useEffect(() => {
    view.rows.want(Math.max(0, position - AROUND), Math.min(count, position + AROUND + 1));
  }, [view, position, count, view.rows.version.value]);
  useEffect(() => {
    if (count === 0) view.viewer.value = null;
  }, [count]);
  useEffect(() => {
    const opened = performance.now();
    // The second click of a double click lands in what the first one opened, and would select words of it.
    const onDown = (event: MouseEvent) => {
      if (event.detail > 1 && performance.now() - opened < DOUBLE_CLICK_MS) event.preventDefault();
    };
    const el = root.current;
    el?.addEventListener("mousedown", onDown);
    return () => el?.removeEventListener("mousedown", onDown);
  }, []);
  return { root, room, position, count };
}
