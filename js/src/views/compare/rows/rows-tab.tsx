import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useView } from "../../context";
import { Grid } from "../../grid";
import { LazyGallery } from "../../lazy-gallery";
import { LazyGroups } from "../../lazy-groups";
import { LazyViewer } from "../../lazy-viewer";
import { useCompare } from "../compare-state";
import { onPictureKey } from "../pictures/image-lanes";
import { isLanesOpen, LazyComparedViewer } from "../pictures/lazy-compared-viewer";
import { NoMatch } from "../states/no-match";
import { isUnmatched } from "../states/unmatched";
import { Cards } from "./cards";
import "./lane-panels";

/** A view narrower than this has cards in place of columns. */
const NARROW_PX = 560;

/** The rows of all tables, each beside those that have its key. */
export function RowsTab() {
  const state = useCompare();
  const view = useView();
  const body = useRef<HTMLDivElement>(null);
  const isNarrow = useSignal(false);
  useLayoutEffect(() => {
    const el = body.current;
    if (!el) return;
    const measure = () => {
      if (el.clientWidth > 0) isNarrow.value = el.clientWidth < NARROW_PX;
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(el);
    return () => observer.disconnect();
  }, [isNarrow]);
  return (
    <div
      ref={body}
      class="dv-compare-rows"
      onKeyDownCapture={(event) => {
        if ((event.target as Element).getAttribute("role") !== "grid") return;
        const { row, column } = state.focused.peek();
        const laid = state.grid.laid.peek()[column];
        const row_id = state.rows.rowId(row);
        if (!laid || row_id === undefined || !onPictureKey(view, laid.column, row_id, event)) return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      <Rows isNarrow={isNarrow.value} />
    </div>
  );
}

function Rows({ isNarrow }: { isNarrow: boolean }) {
  const state = useCompare();
  if (state.viewer.value !== null) return isLanesOpen(state) ? <LazyComparedViewer /> : <LazyViewer />;
  if (state.isGrouped) return <LazyGroups />;
  if (isUnmatched(state)) return <NoMatch />;
  if (state.hasLanes) return isNarrow ? <Cards /> : <Grid />;
  return state.isGallery ? <LazyGallery /> : <Grid />;
}
