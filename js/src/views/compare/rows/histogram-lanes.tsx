import type { CellProps, Panel } from "../../../panels/registry";
import { barPath, densities, type HistogramValue, outlinePath, sharedAxis } from "../../histogram-shape";
import { histogramWords } from "../../histogram-words";
import { useCompare } from "../compare-state";
import { sideClass, sideNames } from "../lane";
import { isLaneColumn, type Lane as LaneValue } from "../merged-columns";
import { missingWords } from "../words";

const HEIGHT = 52;
/** With more tables than these, outlines over each other stop being readable: then all are outlines. */
const FILLED = 1;

/** The histograms of all tables over each other on one axis: the first as bars, the others as outlines. */
function HistogramLanes({ column, value, width }: CellProps) {
  const state = useCompare();
  if (!isLaneColumn(column)) return null;
  const lanes = value as LaneValue[];
  const names = sideNames(state.about.value?.sides ?? []);
  const found = lanes.flatMap((lane, side) => {
    const cell = lane.missing === null ? (lane.value as HistogramValue | null) : null;
    return cell?.values?.length ? [{ side, cell }] : [];
  });
  const words = lanes
    .map((lane, side) => {
      if (lane.missing !== null) return `${names[side]}: ${missingWords(state, lane.missing, side)}`;
      return `${names[side]}: ${lane.value === null ? "null" : histogramWords(lane.value as HistogramValue)}`;
    })
    .join("\n");
  const axis = sharedAxis(found.map(({ cell }) => cell));
  if (axis === null) {
    return (
      <span class="dv-quiet" title={words}>
        no histograms
      </span>
    );
  }
  const room = width - 16;
  return (
    <span role="img" aria-label={words} title={words}>
      <svg class="dv-hist-lanes" width={room} height={HEIGHT} aria-hidden="true">
        {found.map(({ side, cell }, place) => {
          const tallest = Math.max(...densities(cell));
          const isFilled = place < FILLED;
          const path = isFilled
            ? barPath(cell, axis, tallest, room, HEIGHT - 4)
            : outlinePath(cell, axis, tallest, room, HEIGHT - 4);
          return (
            <g
              key={side}
              class={`${sideClass(side)} ${isFilled ? "is-filled" : "is-outline"}`}
              transform="translate(0 3)"
            >
              <path d={path} />
            </g>
          );
        })}
        <path class="dv-hist-ground" d={`M0 ${HEIGHT - 0.5}H${room}`} />
      </svg>
    </span>
  );
}

export const histogramLanes: Panel = {
  name: "lane-histogram",
  label: "Histograms",
  icon: "histogram",
  ofLanes: true,
  accepts: (column) => column.type === "histogram" && isLaneColumn(column),
  Cell: HistogramLanes,
  align: "start",
  heightOf: () => HEIGHT + 8,
  width: () => 184,
};
