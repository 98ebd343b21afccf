import { type CellProps, type Panel, panelFor } from "../../../panels/registry";
import type { ColumnInfo } from "../../../wire";
import { useCompare } from "../compare-state";
import { Lane, LaneMark, Lanes, MissingLane } from "../lane";
import { isLaneColumn, type Lane as LaneValue } from "../merged-columns";
import { missingWords } from "../words";
import { isAllSame, standings } from "./lane-equality";
import { SameLane } from "./text-lanes";

const LANE_PX = 20;

/** Any value, as a table of its own shows it, a line per table; what is equal is said once. */
function ValueLanes({ column, value, row, width, summary }: CellProps) {
  const state = useCompare();
  if (!isLaneColumn(column)) return null;
  const lanes = value as LaneValue[];
  const all = standings(lanes);
  const isSame = isAllSame(all);
  return (
    <Lanes>
      {lanes.map((lane, side) => {
        const part = column.parts[side];
        if (lane.missing !== null || !part) {
          const label = missingWords(state, lane.missing ?? "column", side);
          return <MissingLane key={side} side={side} label={label} />;
        }
        if (all[side] === "same") return <SameLane key={side} side={side} value={lane.value} />;
        const { Cell } = panelFor(part, undefined);
        return (
          <Lane key={side} side={side} class={isSame ? "is-same" : ""}>
            <LaneMark side={side} />
            <Cell
              column={part}
              value={lane.value}
              row={row}
              width={width - 20}
              height={LANE_PX}
              summary={summary}
            />
          </Lane>
        );
      })}
    </Lanes>
  );
}

/** What the tables' own columns of lanes hold, and how wide they would be by themselves. */
function widthOf(column: ColumnInfo, values: unknown[]): number {
  if (!isLaneColumn(column)) return 0;
  const widths = column.parts.map((part, side) => {
    if (!part) return 0;
    const own = (values as LaneValue[][]).flatMap((lanes) => {
      const lane = lanes[side];
      return lane?.missing === null ? [lane.value] : [];
    });
    return panelFor(part, undefined).width(part, own);
  });
  return Math.max(136, ...widths) + 16;
}

export const valueLanes: Panel = {
  name: "lane-values",
  label: "Values",
  icon: "list",
  ofLanes: true,
  accepts: (column) => column.kind !== "image" && isLaneColumn(column),
  Cell: ValueLanes,
  align: "start",
  heightOf: ({ lanes = [] }) => Math.max(28, LANE_PX * lanes.length + 8),
  width: widthOf,
};
