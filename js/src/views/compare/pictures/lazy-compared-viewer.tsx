import { useMemo } from "preact/hooks";
import { isMedia, isVisual } from "../../../panels/visual";
import type { Row } from "../../../rows";
import { Chunked } from "../../chunked";
import { ViewerWaiting } from "../../lazy-viewer";
import { type CompareState, useCompare } from "../compare-state";
import { LaneMark, sideNames } from "../lane";
import { LazyComparedMedia } from "../media/lazy-compared-media";
import { isLaneColumn, type LaneColumn, type Lane as LaneValue } from "../merged-columns";
import { goneWords, useImageLanesPlan } from "./image-lanes";
import { isOneTruth, panesOf } from "./pane-plan";

/** The open row's pictures or media of all tables; nothing while none is open, or its column is not of several tables. */
export function LazyComparedViewer() {
  const state = useCompare();
  const open = state.viewer.value;
  const column = state.info.value?.columns.find(({ name }) => name === open?.column);
  if (!open || !column || !isLaneColumn(column)) return null;
  return isMedia(column) ? (
    <LazyComparedMedia column={column} />
  ) : (
    <OpenLanes state={state} column={column} />
  );
}

/** Whether what is open are pictures of several tables. */
export function isLanesOpen(state: CompareState): boolean {
  const { value } = state.viewer;
  const column = state.info.value?.columns.find(({ name }) => name === value?.column);
  return column !== undefined && isLaneColumn(column);
}

function OpenLanes({ state, column }: { state: CompareState; column: LaneColumn }) {
  const { plan, columns, truth } = useImageLanesPlan(column);
  const about = state.about.value;
  const labels = useMemo(() => sideNames(about?.sides ?? []), [about]);
  const open = state.viewer.value;
  const values = useMemo(
    () => state.columns.value.filter((other) => !isVisual(other)),
    [state.columns.value],
  );
  const lanesOf = (row: Row) => row.cell(column.name) as LaneValue[];
  return (
    <Chunked
      name="pictures"
      waiting={(failure, retry) => <ViewerWaiting failure={failure} onRetry={retry} />}
    >
      {({ ComparedViewer }) =>
        open && (
          <ComparedViewer
            open={open}
            columns={columns}
            labels={labels}
            plan={plan}
            truth={truth}
            mode={state.compareLayout.value.pictures}
            onMode={(pictures) => {
              state.compareLayout.value = { ...state.compareLayout.peek(), pictures };
            }}
            isOneTruth={(row) => isOneTruth(lanesOf(row), columns, truth)}
            hasPicture={(row, side) => {
              const lane = lanesOf(row)[side];
              return lane?.missing === null && Boolean(lane.value);
            }}
            panesFor={(mode, row) => panesOf(mode, plan, lanesOf(row), columns, truth)}
            wordsOf={(pane) => goneWords(state, pane)}
            values={values}
            Mark={LaneMark}
          />
        )
      }
    </Chunked>
  );
}
