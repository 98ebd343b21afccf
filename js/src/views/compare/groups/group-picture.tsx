import { batch } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { useView, type ViewContext, ViewContextProvider } from "../../context";
import { LazyViewer } from "../../lazy-viewer";
import { useCompare } from "../compare-state";
import { isLanesOpen, LazyComparedViewer } from "../pictures/lazy-compared-viewer";
import { groupsView } from "./groups-view";

/** An open picture of a group; it goes through the pictures of that group alone. */
export function GroupPicture() {
  const state = useCompare();
  const view = useView();
  const rows = state.viewerRows.value;
  const shown = useMemo<ViewContext>(() => (rows ? { ...view, rows } : view), [view, rows]);
  useEffect(
    () => () => {
      batch(() => {
        state.viewer.value = null;
        state.viewerRows.value = null;
      });
      // Once the groups are there again, their keys go on where they were.
      requestAnimationFrame(() => groupsView(state).focus());
    },
    [state],
  );
  return (
    <ViewContextProvider value={shown}>
      {isLanesOpen(state) ? <LazyComparedViewer /> : <LazyViewer />}
    </ViewContextProvider>
  );
}
