import { useSignal } from "@preact/signals";
import { axisWidth, EMPTY_ROOM, Histogram } from "../charts/histogram";
import { formatCompact, formatCount, formatNumber, formatRange, formatTime } from "../format";
import { addClause, quoteName } from "../query-edit";
import type { ColumnInfo, NumberSummary } from "../wire";
import { Brush } from "./brush";
import { axisOf } from "./brush-keys";
import { Caption, hasRoomFor } from "./head-caption";
import { brushOf, type Range, valuesAt } from "./ranges";
import { useTable } from "./table-state";

const HEIGHT_PX = 24;

/** What is counted where that is not the column itself: items of its lists, or a fact of its media. */
function unitOf({ kind }: ColumnInfo, of: string): string {
  return kind === "list" ? "items" : (of.split(".").at(-1) ?? "").replaceAll("`", "").replaceAll("_", " ");
}

/** A histogram to choose a range of: of numbers, of points in time, of the lengths of lists. */
export function NumberHead({
  column,
  summary,
  width,
}: {
  column: ColumnInfo;
  summary: NumberSummary;
  width: number;
}) {
  const state = useTable();
  const dragged = useSignal<Range | null>(null);
  const axis = axisOf(column.name, summary);
  if (!axis) return <Caption left={summary.nan_all > 0 ? "only NaN" : "all empty"} />;
  const { of, isTime, min, end, bins } = axis;
  const step = (end - min) / Math.max(1, bins);
  const isLength = summary.of !== undefined;
  const max = isTime || !summary.integer ? end : Number(summary.max);
  const [low = "", high = ""] = isTime ? timeRange(min, max, width) : numberRange(min, max, width);
  const nothing = emptyWords(summary.empty_kept, summary.nan_kept);
  const bound = (value: number) =>
    isTime ? formatTime(Math.round(value / 1000) * 1000) : formatNumber(value);
  const unit = isLength ? ` ${unitOf(column, of)}` : "";
  const range = `${low} to ${high}${unit}`;
  const both = low === high ? `${low}${unit}` : `${low}–${high}${unit}`;
  const hasRoom = hasRoomFor([both, nothing], width);
  const titleOf = (bin: number) => {
    const [kept, all] = [summary.bins_kept[bin] ?? 0, summary.bins_all[bin] ?? 0].map(formatCount);
    const [from, to] = summary.integer
      ? [min + bin * step, Math.round(min + (bin + 1) * step) - 1]
      : [min + bin * step, min + (bin + 1) * step];
    return `${from === to ? bound(from) : `${bound(from)} to ${bound(to)}`}${unit}: ${kept} of ${all} rows`;
  };
  const kept = brushOf(state.query.value.filters, of)?.range;
  const brushed = dragged.value ? valuesAt(axis, dragged.value) : kept;
  const label = `${column.name}, ${range}${nothing ? `, ${nothing}` : ""}`;
  return (
    <>
      <div class="dv-number-head">
        <Brush
          axis={axis}
          column={isLength ? null : column.name}
          label={`Range of ${column.name}`}
          width={axisWidth(width, summary.empty_kept)}
          dragged={dragged}
          isStop={state.isGrouped}
        >
          {(marked) => (
            <Histogram
              all={summary.bins_all}
              kept={summary.bins_kept}
              width={width}
              height={HEIGHT_PX}
              empty={summary.empty_kept}
              label={label}
              titleOf={titleOf}
              brush={marked}
            />
          )}
        </Brush>
        {summary.empty_kept > 0 && (
          <button
            type="button"
            class="dv-empty-bar"
            tabIndex={-1}
            style={{ width: `${EMPTY_ROOM}px` }}
            title={`${formatCount(summary.empty_kept)} empty: click to keep only these`}
            aria-label={`Keep only rows where ${column.name} is empty`}
            onClick={() => state.edit((query) => addClause(query, `${quoteName(column.name)} is null`))}
          />
        )}
      </div>
      {brushed ? (
        <Caption isBrushed left={bound(brushed[0])} right={bound(brushed[1])} />
      ) : nothing ? (
        <Caption left={hasRoom ? both : ""} right={nothing} title={`${range}, ${nothing}`} />
      ) : isLength ? (
        <Caption left={both} title={`lists of ${range}`} />
      ) : (
        <Caption left={low} right={low === high ? "" : high} />
      )}
    </>
  );
}

const short = new Intl.NumberFormat("en-US", { notation: "compact", maximumSignificantDigits: 2 });

/** The ends of an axis of numbers, thousands as "1.7k" where there is no room for more. */
function numberRange(min: number, max: number, width: number): string[] {
  const ends = formatRange(min, max);
  if (hasRoomFor(ends, width) || Math.max(-min, max) < 1000) return ends;
  return [min, max].map((end) => short.format(end).replace("-", "−").replace("K", "k"));
}

/** The ends of an axis of time as short as its length and the room allow. */
function timeRange(min: number, max: number, width: number): string[] {
  const [from, to] = [min, max].map((ms) => new Date(ms).toISOString());
  if (!from || !to) return [];
  if (from.slice(0, 10) === to.slice(0, 10)) return [from.slice(11, 19), to.slice(11, 19)];
  const letters = width < 100 ? 4 : width < 130 ? 7 : 10;
  // The same year or month at both ends says less than the days.
  const isSame = from.slice(0, letters) === to.slice(0, letters);
  return [from, to].map((text) => (isSame ? text.slice(5, 10) : text.slice(0, letters)));
}

export function emptyWords(empty: number, nan: number): string {
  const parts: string[] = [];
  if (empty > 0) parts.push(`${formatCompact(empty)} empty`);
  if (nan > 0) parts.push(`${formatCompact(nan)} NaN`);
  return parts.join(", ");
}
