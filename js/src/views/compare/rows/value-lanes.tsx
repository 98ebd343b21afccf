import { type CellProps, type Panel, panelFor } from "../../../panels/registry";
import { useCompare } from "../compare-state";
import { Lane, LaneMark, Lanes, MissingLane } from "../lane";
import { isLaneColumn, type Lane as LaneValue } from "../merged-columns";
import { missingWords } from "../words";

const LANE_PX = 20;

/** Any value, as a table of its own would show it, one line per table. */
function ValueLanes({ column, value, row, width, summary }: CellProps) {
  const state = useCompare();
  if (!isLaneColumn(column)) return null;
  const lanes = value as LaneValue[];
  return (
    <Lanes>
      {lanes.map((lane, side) => {
        const part = column.parts[side];
        if (lane.missing || !part)
          return (
            <MissingLane key={side} side={side} label={missingWords(state, lane.missing ?? "column", side)} />
          );
        const { Cell } = panelFor(part, undefined);
        return (
          <Lane key={side} side={side}>
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

export const valueLanes: Panel = {
  name: "lane-values",
  label: "Values",
  icon: "list",
  ofLanes: true,
  accepts: ({ kind }) => kind !== "image",
  Cell: ValueLanes,
  align: "start",
  heightOf: ({ lanes = [] }) => Math.max(28, LANE_PX * lanes.length + 8),
  width: (column, values) => {
    const { parts } = column as { parts?: (typeof column | null)[] } & typeof column;
    const widths = (parts ?? []).map((part, side) => {
      if (!part) return 0;
      const own = (values as LaneValue[][]).flatMap((lanes) => {
        const lane = lanes[side];
        return lane?.missing === null ? [lane.value] : [];
      });
      return panelFor(part, undefined).width(part, own);
    });
    return Math.max(112, ...widths) + 16;
  },
};
