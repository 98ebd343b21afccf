import { useEffect, useState } from "preact/hooks";
import { Histogram } from "../charts/histogram";
import { TopValues } from "../charts/top-values";
import { Button } from "../controls/button";
import { formatCount, formatNumber, formatRows } from "../format";
import { Gallery } from "../panels/gallery";
import { isVisual } from "../panels/visual";
import { quoteName } from "../query-edit";
import type { ColumnInfo, GalleryCell, Group, HistogramGroupCell, TextCell } from "../wire";
import { GroupNumbers } from "./group-numbers";
import { type Axis, GALLERY } from "./groups";
import { useTable } from "./table-state";
import { chosenValues, pickValue, type Value } from "./value-clauses";

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
        <GroupNumbers column={column} cell={cell} width={width - 16} range={range} />
      ) : "low" in cell ? (
        <Summed cell={cell} name={column.name} width={width - 16} />
      ) : "top" in cell ? (
        <Tops column={column} cell={cell} rows={group.rows} />
      ) : isVisual(column) ? (
        <Pictures {...props} cell={cell} />
      ) : null}
    </div>
  );
}

const SUMMED_PX = 40;

/** The histograms of a group's rows, added up. */
function Summed({ cell, name, width }: { cell: HistogramGroupCell; name: string; width: number }) {
  const { bins, low, high, rows, of } = cell;
  if (rows === 0) return <small class="dv-quiet">no histograms</small>;
  const edge = (bin: number) => formatNumber(low + ((high - low) * bin) / bins.length);
  return (
    <>
      <Histogram
        all={bins}
        kept={bins}
        width={width}
        height={SUMMED_PX}
        label={`${name}: ${formatCount(rows)} histograms from ${formatNumber(low)} to ${formatNumber(high)}, added up`}
        titleOf={(bin) => `${edge(bin)} to ${edge(bin + 1)}: ${formatNumber(bins[bin] ?? 0)}`}
      />
      <small class="dv-quiet">
        {formatNumber(low)} to {formatNumber(high)}
      </small>
      {rows < of && <small class="dv-quiet">{`${formatCount(rows)} of ${formatRows(of)}`}</small>}
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
  const of = quoteName(column.name);
  const others = distinct - Math.min(TOP, top.length);
  return (
    <>
      <TopValues
        values={values}
        total={rows}
        chosen={chosenValues(state.query.value, of)}
        hint="click to keep only these, Shift+click for these as well"
        onPick={(value, isMore) => state.edit((query) => pickValue(query, of, value as Value, isMore))}
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
