import { axisWidth, Histogram } from "../charts/histogram";
import { ShareBar } from "../charts/share-bar";
import { TopValues } from "../charts/top-values";
import {
  axisEnd,
  boundNumber,
  formatCompact,
  formatCount,
  formatNumber,
  formatRange,
  formatTime,
} from "../format";
import { legendOf } from "../overlays";
import { addClause, clauseFor } from "../query-edit";
import type { ColumnInfo, ImageSummary, NumberSummary, TextSummary } from "../wire";
import { Brush, brushOf } from "./brush";
import { useView } from "./context";
import { brushedSummary } from "./live-brush";
import { HEAD_BINS, useTable } from "./table-state";

/** Live figures in a column's head: all rows in grey, those kept in dark. */
export function HeadSummary({ column, width }: { column: ColumnInfo; width: number }) {
  const { summaries, brush } = useTable();
  const summary = brushedSummary(summaries.value[column.name], brush.counts.value[column.name]);
  switch (summary?.kind) {
    case "number":
    case "timestamp":
      return <NumberHead column={column} summary={summary} width={width} />;
    case "text":
    case "boolean":
      return <TextHead column={column} summary={summary} />;
    case "image":
      return <ImageHead column={column} summary={summary} />;
    default:
      return null;
  }
}

/** Roughly a letter of a caption. */
const SMALL_LETTER_PX = 6;

function NumberHead({
  column,
  summary,
  width,
}: {
  column: ColumnInfo;
  summary: NumberSummary;
  width: number;
}) {
  const state = useTable();
  if (summary.min === null || summary.max === null) {
    return <Caption left={summary.nan_all > 0 ? "only NaN" : "all empty"} />;
  }
  const min = boundNumber(summary.min);
  const max = boundNumber(summary.max);
  const isTime = summary.kind === "timestamp";
  const [low, high] = isTime
    ? [min, max].map((ms) => formatTime(ms).slice(0, width < 130 ? 7 : 10))
    : formatRange(min, max);
  const bins = summary.bins_all.length;
  const end = axisEnd(min, max, summary.integer, bins, HEAD_BINS);
  const step = (end - min) / Math.max(1, bins);
  const nothing = emptyWords(summary.empty_kept, summary.nan_kept);
  const bound = (value: number) => (isTime ? formatTime(value).slice(0, 10) : formatNumber(value));
  const range = `${low} to ${high}`;
  const both = `${low}–${high}`;
  const hasRoom = (both.length + nothing.length) * SMALL_LETTER_PX + 8 <= width;
  const titleOf = (bin: number) => {
    const [kept, all] = [summary.bins_kept[bin] ?? 0, summary.bins_all[bin] ?? 0].map(formatCount);
    return `${bound(min + bin * step)} to ${bound(min + (bin + 1) * step)}: ${kept} of ${all} rows`;
  };
  const draw = (brush: [number, number] | null) => (
    <Histogram
      all={summary.bins_all}
      kept={summary.bins_kept}
      width={width}
      height={24}
      empty={summary.empty_kept}
      label={`${column.name}, ${range}${nothing ? `, ${nothing}` : ""}`}
      titleOf={titleOf}
      brush={brush}
    />
  );
  const brushed = isTime ? null : brushOf(state.query.value.filters, column.name)?.range;
  return (
    <>
      {isTime ? (
        draw(null)
      ) : (
        <Brush
          column={column.name}
          isInteger={summary.integer}
          min={min}
          end={end}
          bins={bins}
          width={axisWidth(width, summary.empty_kept)}
        >
          {draw}
        </Brush>
      )}
      {brushed ? (
        <Caption isBrushed left={formatNumber(brushed[0])} right={formatNumber(brushed[1])} />
      ) : nothing ? (
        <Caption left={hasRoom ? both : ""} right={nothing} title={`${range}, ${nothing}`} />
      ) : (
        <Caption left={low ?? ""} right={min === max ? "" : (high ?? "")} />
      )}
    </>
  );
}

function TextHead({ column, summary }: { column: ColumnInfo; summary: TextSummary }) {
  const state = useTable();
  const kept = summary.top.reduce((sum, { kept }) => sum + kept, 0) + summary.empty_kept;
  const isDistinct =
    summary.kind === "text" && summary.distinct > 12 && summary.top.every(({ all }) => all <= 1);
  if (isDistinct || summary.top.length === 0) {
    const words = summary.distinct === 0 ? "all empty" : `${formatCount(summary.distinct)} distinct`;
    return <Caption left={words} />;
  }
  const top = [...summary.top].sort((a, b) => b.kept - a.kept || b.all - a.all).slice(0, 2);
  return (
    <TopValues
      values={top.map(({ value, kept: count }) => ({ value, count }))}
      total={Math.max(kept, state.rows.matched.value)}
      hint="click to keep only these"
      onPick={(value) => state.edit((query) => addClause(query, clauseFor(column.name, value)))}
    />
  );
}

function ImageHead({ column, summary }: { column: ColumnInfo; summary: ImageSummary }) {
  const view = useView();
  const legend = legendOf(view).value;
  const hidden = view.overlays.value.hidden_classes;
  const layer = summary.layers[0];
  if (!layer) return <Caption left="no masks or boxes" />;
  const labels = new Map(column.layers.find(({ group }) => group === layer.group)?.classes ?? []);
  const shares = [...layer.classes]
    .sort((a, b) => a.class_id - b.class_id)
    .map(({ class_id, share }) => {
      const label = labels.get(class_id) ?? String(class_id);
      const known = legend.byLabel.get(label);
      const color = known?.css ?? "var(--dv-mute)";
      return { label, share, color, isDim: hidden.includes(label) };
    });
  const of = layer.kind === "mask" ? "share of pixels by class" : "share of boxes by class";
  const others = summary.layers.length - 1;
  return (
    <>
      <ShareBar shares={shares} label={`${layer.group}: ${of}`} />
      <Caption left={layer.group} right={others > 0 ? `+${others}` : ""} title={`${layer.group}: ${of}`} />
    </>
  );
}

interface CaptionProps {
  left: string;
  right?: string;
  title?: string;
  isBrushed?: boolean;
}

function Caption({ left, right = "", title, isBrushed }: CaptionProps) {
  return (
    <div class={isBrushed ? "dv-caption is-brushed" : "dv-caption"} title={title}>
      <span>{left}</span>
      <span>{right}</span>
    </div>
  );
}

function emptyWords(empty: number, nan: number): string {
  const parts: string[] = [];
  if (empty > 0) parts.push(`${formatCompact(empty)} empty`);
  if (nan > 0) parts.push(`${formatCompact(nan)} NaN`);
  return parts.join(", ");
}
