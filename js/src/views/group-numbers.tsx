import { BoxPlot, MeanMark } from "../charts/box-plot";
import { Histogram } from "../charts/histogram";
import {
  axisEnd,
  boundNumber,
  formatCount,
  formatNumber,
  formatRange,
  formatRows,
  formatTime,
} from "../format";
import { chosenPanel } from "../panels/registry";
import type { ColumnInfo, NumberCell } from "../wire";
import { type Axis, GROUP_BINS } from "./groups";
import { useTable } from "./table-state";

const CHART_PX = 56;

export interface GroupNumbersProps {
  column: ColumnInfo;
  cell: NumberCell;
  width: number;
  /** The column's axis, the same in every group. */
  range: Axis | undefined;
}

/** Numbers or points in time over the rows of a group, in the way that is chosen for the column. */
export function GroupNumbers({ column, cell, width, range }: GroupNumbersProps) {
  const state = useTable();
  const { std, bins, empty, quartiles } = cell;
  if (cell.mean === null || cell.min === null || cell.max === null || !range)
    return <span class="dv-null">{empty > 0 ? "all empty" : "null"}</span>;
  const isTime = column.kind === "timestamp";
  const panel = chosenPanel(state.query.value.panels[column.name], "group");
  const mean = boundNumber(cell.mean);
  const min = boundNumber(range.min);
  const max = boundNumber(range.max);
  const write = isTime ? (ms: number) => formatTime(ms).slice(0, 10) : formatNumber;
  const [low, high] = isTime ? [write(min), write(max)] : formatRange(min, max);
  const length = axisEnd(min, max, column.integer, bins.length, GROUP_BINS) - min;
  const share = (value: number) => (length > 0 ? Math.max(0, Math.min(1, (value - min) / length)) : 0.5);
  const step = length / Math.max(1, bins.length);
  const deviation = std === null || isTime ? null : std;
  const spread: [number, number] | null =
    deviation === null ? null : [share(mean - deviation), share(mean + deviation)];
  const label = `${column.name}: mean ${write(mean)}${deviation === null ? "" : ` ± ${write(deviation)}`}`;
  const axis = (
    <div class="dv-caption dv-axis">
      <span>{low}</span>
      {empty > 0 && <span>{formatCount(empty)} empty</span>}
      <span>{max > min ? high : ""}</span>
    </div>
  );
  if (panel === "sum" && !isTime) {
    const count = bins.reduce((sum, rows) => sum + rows, 0);
    const total = column.integer ? Math.round(mean * count) : mean * count;
    return (
      <>
        <div class="dv-stat" title="sum of the values">
          <span>{formatNumber(total)}</span>
        </div>
        <small class="dv-quiet">
          sum of {formatCount(count)}
          {empty > 0 ? `, ${formatCount(empty)} empty` : ""}
        </small>
      </>
    );
  }
  if (panel === "box" && quartiles) {
    const [lower = 0, median = 0, upper = 0] = quartiles.map(boundNumber);
    const five = [boundNumber(cell.min), lower, median, upper, boundNumber(cell.max)] as const;
    const words = `${column.name}: median ${write(median)}, half from ${write(lower)} to ${write(upper)}, all from ${write(five[0])} to ${write(five[4])}`;
    const [a, b, c, d, e] = five.map(share) as [number, number, number, number, number];
    return (
      <>
        <div class="dv-stat" title={words}>
          <span>{write(median)}</span>
          <small class="dv-quiet">{`${write(lower)}–${write(upper)}`}</small>
        </div>
        <BoxPlot five={[a, b, c, d, e]} width={width} height={CHART_PX} label={words} />
        {axis}
      </>
    );
  }
  return (
    <>
      <div class="dv-stat" title={deviation === null ? "mean" : "mean ± standard deviation"}>
        <span>{write(mean)}</span>
        {deviation !== null && <small class="dv-quiet">± {write(deviation)}</small>}
      </div>
      {panel === "mean" ? (
        <MeanMark mean={share(mean)} spread={spread} width={width} height={24} label={label} />
      ) : (
        <Histogram
          all={bins}
          kept={bins}
          width={width}
          height={CHART_PX}
          label={label}
          mean={share(mean)}
          spread={spread ?? undefined}
          titleOf={(bin) =>
            `${write(min + bin * step)} to ${write(min + (bin + 1) * step)}: ${formatRows(bins[bin] ?? 0)}`
          }
        />
      )}
      {axis}
    </>
  );
}
