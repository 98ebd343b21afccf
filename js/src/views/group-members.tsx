import { useEffect, useMemo, useState } from "preact/hooks";
import { Button } from "../controls/button";
import { boundNumber, formatCount } from "../format";
import { panelFor } from "../panels/registry";
import { isVisual } from "../panels/visual";
import type { RowPages } from "../rows";
import type { Group } from "../wire";
import { type Axis, type GroupColumn, KEY_WIDTH } from "./groups";
import { useTable } from "./table-state";

const FIRST = 5;
const MORE = 50;
const ROW_PX = 28;
const ROW_IMAGE_PX = 72;

export interface GroupMembersProps {
  group: Group;
  columns: GroupColumn[];
  ranges: Record<string, Axis>;
  /** Depth of the rows in the tree. */
  level: number;
}

/** The rows of one group under it: a few, then more when asked. */
export function GroupMembers({ group, columns, ranges, level }: GroupMembersProps) {
  const state = useTable();
  const [count, setCount] = useState(FIRST);
  const rows = useMemo(() => state.rowsOfGroup(group.key, group.rows), [state, group]);
  const shown = Math.min(count, group.rows);
  useEffect(() => rows.want(0, shown), [rows, shown]);
  useEffect(() => () => rows.stop(), [rows]);
  const left = group.rows - shown;
  return (
    <>
      {Array.from({ length: shown }, (_, position) => (
        <Member
          key={position}
          rows={rows}
          position={position}
          columns={columns}
          ranges={ranges}
          level={level}
        />
      ))}
      {left > 0 && (
        <div class="dv-group-more" role="row">
          <span role="gridcell" tabIndex={-1}>
            <Button
              look="link"
              small
              label={
                left <= MORE
                  ? `Show the other ${formatCount(left)} rows`
                  : `Show ${MORE} more of ${formatCount(left)} rows`
              }
              onClick={() => setCount(count + MORE)}
            />
          </span>
        </div>
      )}
    </>
  );
}

interface MemberProps {
  rows: RowPages;
  position: number;
  columns: GroupColumn[];
  ranges: Record<string, Axis>;
  level: number;
}

function Member({ rows, position, columns, ranges, level }: MemberProps) {
  const state = useTable();
  const row = rows.get(position);
  const height = columns.some(({ column }) => isVisual(column)) ? ROW_IMAGE_PX : ROW_PX;
  return (
    <div class="dv-member" role="row" aria-level={level} style={{ height: `${height}px` }}>
      <div class="dv-member-key" role="rowheader" style={{ width: `${KEY_WIDTH}px` }}>
        <small class="dv-quiet">{formatCount(position + 1)}</small>
      </div>
      {columns.map(({ column, width }) => {
        const panel = panelFor(column, state.query.value.panels[column.name]);
        const value = row?.cell(column.name);
        const range = ranges[column.name];
        const hasTick = column.kind === "number" && typeof value === "number" && range && height > ROW_PX;
        const low = range ? boundNumber(range.min) : 0;
        const high = range ? boundNumber(range.max) : 0;
        return (
          <div
            key={column.name}
            class={`dv-cell dv-align-${panel.align}`}
            role="gridcell"
            tabIndex={-1}
            style={{ width: `${width}px` }}
          >
            {!row?.has(column.name) ? (
              <span class={`dv-skeleton dv-skeleton-${panel.align}`} />
            ) : (
              <span class={hasTick ? "dv-on-axis" : "dv-plain"}>
                <panel.Cell
                  column={column}
                  value={value}
                  row={row.id}
                  width={
                    panel.align === "picture" ? Math.min(width, column.kind === "image" ? 96 : 160) : width
                  }
                  height={height}
                  summary={state.summaries.value[column.name]}
                />
                {hasTick && <Tick share={(value - low) / (high - low || 1)} />}
              </span>
            )}
          </div>
        );
      })}
    </div>
  );
}

/** Where the value lies on the axis that the group's histogram has. */
function Tick({ share }: { share: number }) {
  return (
    <span class="dv-tick-axis" aria-hidden="true">
      <i style={{ left: `${Math.max(0, Math.min(1, share)) * 100}%` }} />
    </span>
  );
}
