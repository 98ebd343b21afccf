import { useEffect, useState } from "preact/hooks";
import { Histogram } from "../charts/histogram";
import { TopValues } from "../charts/top-values";
import { Button } from "../controls/button";
import {
  axisEnd,
  boundNumber,
  formatCount,
  formatNumber,
  formatRange,
  formatRows,
  formatTime,
} from "../format";
import { Gallery } from "../panels/gallery";
import { addClause, clauseFor } from "../query-edit";
import type { ColumnInfo, GalleryCell, Group, NumberCell, TextCell } from "../wire";
import { type Axis, GALLERY, GROUP_BINS } from "./groups";
import { useTable } from "./table-state";

const CHART_PX = 56;
const TOP = 3;

export interface GroupCellProps {
  column: ColumnInfo;
  group: Group;
  width: number;
  /** The column's axis, the same in every group. */
  range: Axis | undefined;
  /** First picture on the screen: all picture columns of a group page together. */
  galleryStart: number;
  onGallery(start: number): void;
}

/** One column over the rows of one group. */
export function GroupCell(props: GroupCellProps) {
  const { column, group, width, range } = props;
  const cell = group.cells[column.name];
  return (
    <div class="dv-group-cell" role="gridcell" style={{ width: `${width}px` }}>
      {!cell ? null : "mean" in cell ? (
        <Distribution column={column} cell={cell} width={width - 16} range={range} />
      ) : "top" in cell ? (
        <Tops column={column} cell={cell} rows={group.rows} />
      ) : column.kind === "image" ? (
        <Pictures {...props} cell={cell} />
      ) : null}
    </div>
  );
}

interface DistributionProps {
  column: ColumnInfo;
  cell: NumberCell;
  width: number;
  range: Axis | undefined;
}

function Distribution({ column, cell, width, range }: DistributionProps) {
  const { std, bins, empty } = cell;
  if (cell.mean === null || !range) return <span class="dv-null">{empty > 0 ? "all empty" : "null"}</span>;
  const isTime = column.kind === "timestamp";
  const mean = boundNumber(cell.mean);
  const min = boundNumber(range.min);
  const max = boundNumber(range.max);
  const write = isTime ? (ms: number) => formatTime(ms).slice(0, 10) : formatNumber;
  const [low, high] = isTime ? [write(min), write(max)] : formatRange(min, max);
  const length = axisEnd(min, max, column.integer, bins.length, GROUP_BINS) - min;
  const share = (value: number) => (length > 0 ? Math.max(0, Math.min(1, (value - min) / length)) : 0.5);
  const step = length / Math.max(1, bins.length);
  const label = `${column.name}: mean ${write(mean)}${std === null || isTime ? "" : ` ± ${write(std)}`}`;
  return (
    <>
      <div class="dv-stat" title="mean ± standard deviation">
        <span>{write(mean)}</span>
        {std !== null && !isTime && <small class="dv-quiet">± {write(std)}</small>}
      </div>
      <Histogram
        all={bins}
        kept={bins}
        width={width}
        height={CHART_PX}
        label={label}
        mean={share(mean)}
        spread={std === null || isTime ? undefined : [share(mean - std), share(mean + std)]}
        titleOf={(bin) =>
          `${write(min + bin * step)} to ${write(min + (bin + 1) * step)}: ${formatRows(bins[bin] ?? 0)}`
        }
      />
      <div class="dv-caption dv-axis">
        <span>{low}</span>
        {empty > 0 && <span>{formatCount(empty)} empty</span>}
        <span>{max > min ? high : ""}</span>
      </div>
    </>
  );
}

function Tops({ column, cell, rows }: { column: ColumnInfo; cell: TextCell; rows: number }) {
  const state = useTable();
  const { top, distinct, empty } = cell;
  const isAllDifferent = distinct > TOP && top.every(({ count }) => count === 1);
  if (isAllDifferent) return <small class="dv-quiet">{formatCount(distinct)} distinct</small>;
  const values: { value: string | boolean | null; count: number }[] = top.slice(0, TOP);
  if (empty > 0 && values.length < TOP) values.push({ value: null, count: empty });
  const others = distinct - Math.min(TOP, top.length);
  return (
    <>
      <TopValues
        values={values}
        total={rows}
        hint="click to keep only these"
        onPick={(value) => state.edit((query) => addClause(query, clauseFor(column.name, value)))}
      />
      {others > 0 && <small class="dv-quiet">and {formatCount(others)} more</small>}
    </>
  );
}

function Pictures({ column, group, cell, galleryStart, onGallery }: GroupCellProps & { cell: GalleryCell }) {
  const state = useTable();
  const [rows, setRows] = useState(cell.rows);
  useEffect(() => {
    if (galleryStart === 0) {
      setRows(cell.rows);
      return;
    }
    const abort = new AbortController();
    const params = { query: state.shown.peek(), key: group.key, start: galleryStart, count: GALLERY };
    state.channel.ask("gallery", params, abort.signal).then(
      ({ result }) => setRows(result.rows),
      (error) => {
        if (!abort.signal.aborted) state.rows.failed.value = error;
      },
    );
    return () => abort.abort();
  }, [state, cell, group, galleryStart]);
  const last = Math.min(group.rows, galleryStart + GALLERY);
  return (
    <>
      <Gallery
        column={column}
        rowIds={rows}
        columns={3}
        width={72}
        height={54}
        onOpen={(row) => {
          state.viewerRows.value = state.rowsOfGroup(group.key, group.rows);
          state.viewer.value = { column: column.name, position: galleryStart + rows.indexOf(row) };
        }}
      />
      <div class="dv-pager">
        <span>
          {group.rows > GALLERY
            ? `${galleryStart + 1}–${last} of ${formatCount(group.rows)}`
            : `all ${group.rows}`}
        </span>
        {group.rows > GALLERY && (
          <>
            <span class="dv-grow" />
            <Button
              icon="left"
              small
              title="Earlier pictures"
              disabled={galleryStart === 0}
              onClick={() => onGallery(Math.max(0, galleryStart - GALLERY))}
            />
            <Button
              icon="right"
              small
              title="Later pictures"
              disabled={last >= group.rows}
              onClick={() => onGallery(galleryStart + GALLERY)}
            />
          </>
        )}
      </div>
    </>
  );
}
