import { useMemo } from "preact/hooks";
import { chunkOf } from "../../../chunks";
import type { CellProps, Panel } from "../../../panels/registry";
import type { ColumnInfo } from "../../../wire";
import { Chunked } from "../../chunked";
import { useView, type ViewContext } from "../../context";
import { type CompareState, useCompare } from "../compare-state";
import { LaneMark, sideNames } from "../lane";
import { isLaneColumn, type LaneColumn, type Lane as LaneValue } from "../merged-columns";
import { pictureColumns } from "../picture-columns";
import { missingWords } from "../words";
import {
  isOneFile,
  isOneTruth,
  type Pane,
  type PicturePlan,
  panesOf,
  planOf,
  roomFor,
  slotsOf,
  widthFor,
} from "./pane-plan";

/** Height of a row whose pictures stand in one line, and in two; with the line below it. */
const ONE_LINE_PX = 105;
const TWO_LINES_PX = 169;
const MOST_IN_LINE = 4;

/** What an image column of lanes has to compare, with its column of each table as the screen names its groups. */
export interface ImageLanesPlan {
  plan: PicturePlan;
  columns: (ColumnInfo | null)[];
  truth: readonly string[];
}

const NO_TRUTH: readonly string[] = [];

export function useImageLanesPlan(column: LaneColumn): ImageLanesPlan {
  const view = useView();
  const info = view.info.value;
  const hidden = view.overlays.value.hidden_groups;
  const columns = useMemo(() => {
    const known = new Map(info?.columns.map((each) => [each.name, each]));
    return column.lanes.map((lane) => (lane === null ? null : (known.get(lane) ?? null)));
  }, [info, column]);
  const truth = info?.truth ?? NO_TRUTH;
  const plan = useMemo(() => planOf(columns, truth, hidden), [columns, truth, hidden]);
  return useMemo(() => ({ plan, columns, truth }), [plan, columns, truth]);
}

/** Why a pane has no picture. */
export function goneWords(state: CompareState, pane: Extract<Pane, { kind: "gone" }>): string {
  if (pane.why === "truth") return "truth differs";
  if (pane.side === null || pane.why === "empty") return "no picture";
  return missingWords(state, pane.why, pane.side);
}

/** The pictures of a row. */
function ImageLanes({ column, value, row, position, width, height }: CellProps) {
  const state = useCompare();
  if (!isLaneColumn(column)) return null;
  return (
    <LanesOf
      state={state}
      column={column}
      lanes={value as LaneValue[]}
      row={row}
      position={position}
      width={width}
      height={height}
    />
  );
}

interface LanesOfProps {
  state: CompareState;
  column: LaneColumn;
  lanes: LaneValue[];
  row: number;
  position: number | undefined;
  width: number;
  height: number;
}

function LanesOf({ state, column, lanes, row, position, width, height }: LanesOfProps) {
  const { plan, columns, truth } = useImageLanesPlan(column);
  const mode = state.compareLayout.value.pictures;
  const about = state.about.value;
  const labels = useMemo(() => sideNames(about?.sides ?? []), [about]);
  const sides = useMemo(
    () =>
      columns.map((each, side) => ({
        label: labels[side] ?? "",
        column: lanes[side]?.missing === null && lanes[side].value ? each : null,
      })),
    [columns, labels, lanes],
  );
  const panes = useMemo(
    () => panesOf(mode, plan, lanes, columns, truth),
    [mode, plan, lanes, columns, truth],
  );
  const slots = Math.max(slotsOf(plan, mode), panes.length);
  const room = useMemo(() => roomFor(slots, width, height - 1), [slots, width, height]);
  return (
    <Chunked name="pictures" waiting={() => <span class="dv-skeleton" />}>
      {({ PictureLanes }) => (
        <PictureLanes
          name={column.name}
          sides={sides}
          panes={panes}
          plan={plan}
          room={room}
          truth={truth}
          isOneFile={isOneFile(lanes)}
          isOneTruth={isOneTruth(lanes, columns, truth)}
          row={row}
          Mark={LaneMark}
          wordsOf={(pane) => goneWords(state, pane)}
          onOpen={() => {
            if (position !== undefined) state.viewer.value = { column: column.name, position };
          }}
        />
      )}
    </Chunked>
  );
}

/** How many pictures a row has, as far as the names of groups tell what is true. */
function picturesIn(column: ColumnInfo): number {
  if (!isLaneColumn(column)) return 1;
  const { parts, name } = column;
  const unnamed = { truth: null, prediction: null };
  const { lanes, truth } = pictureColumns(name, parts.map(String), parts, unnamed);
  return slotsOf(planOf(lanes, truth, []), "beside");
}

const heightFor = (column: ColumnInfo) => (picturesIn(column) > MOST_IN_LINE ? TWO_LINES_PX : ONE_LINE_PX);

export const imageLanes: Panel = {
  name: "lane-pictures",
  label: "Pictures",
  icon: "image",
  ofLanes: true,
  accepts: ({ kind }) => kind === "image",
  Cell: ImageLanes,
  align: "panel",
  heightOf: heightFor,
  width: (column) => widthFor(picturesIn(column), heightFor(column) - 1),
};

/** Do what a key means for the pictures of the cell in focus; false where it means nothing. */
export function onPictureKey(
  view: ViewContext,
  column: ColumnInfo,
  row: number,
  event: KeyboardEvent,
): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || !isLaneColumn(column) || column.kind !== "image")
    return false;
  return chunkOf(view, "pictures")?.onLaneKey(view, column.name, row, event.key) ?? false;
}
