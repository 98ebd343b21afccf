import { Grid } from "../../grid";
import { LazyGallery } from "../../lazy-gallery";
import { LazyGroups } from "../../lazy-groups";
import { LazyViewer } from "../../lazy-viewer";
import { useCompare } from "../compare-state";
import { NoMatch } from "../states/no-match";
import { isUnmatched } from "../states/unmatched";
import "./lane-panels";

/** The rows of all tables, each beside those that have its key. */
export function RowsTab() {
  const state = useCompare();
  if (state.viewer.value !== null) return <LazyViewer />;
  if (state.isGrouped) return <LazyGroups />;
  if (isUnmatched(state)) return <NoMatch />;
  return state.isGallery ? <LazyGallery /> : <Grid />;
}
