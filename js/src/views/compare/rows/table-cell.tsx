import type { CellProps, Panel } from "../../../panels/registry";
import { useCompare } from "../compare-state";
import { LaneMark, sideNames } from "../lane";
import { isTableColumn } from "../merged-columns";

/** The table that a row is of. */
function TableCell({ value }: CellProps) {
  const names = sideNames(useCompare().about.value?.sides ?? []);
  const side = Number(value);
  return (
    <span class="dv-table-cell">
      <LaneMark side={side} />
      <span class="dv-text">{names[side] ?? String(value)}</span>
    </span>
  );
}

export const tableCell: Panel = {
  name: "lane-table",
  label: "Table",
  icon: "table",
  ofLanes: true,
  accepts: isTableColumn,
  Cell: TableCell,
  align: "start",
  width: () => 124,
};
