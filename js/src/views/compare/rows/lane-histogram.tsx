import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { formatCount } from "../../../format";
import { addClause } from "../../../query-edit";
import { useCompare } from "../compare-state";
import { axisOf, binWords, intervalClause } from "../groups/axis";
import { barsPath, largestOf, stepPath } from "../groups/shapes";
import { sideClass, sideNames } from "../lane";
import { sidesOf } from "../lane-sort";
import type { LaneColumn } from "../merged-columns";
import type { ComparedHead } from "../wire";

const HEIGHT_PX = 24;
/** With more tables than these, each has a strip of its own: outlines over each other stop being readable. */
const OVERLAID = 2;
/** With more than these, a strip is too low for bars: it is the stronger the more rows there are. */
const MOST_STRIPS = 4;

export type NumberHead = Extract<ComparedHead, { kind: "number" | "timestamp" }>;

export interface LaneHistogramProps {
  column: LaneColumn;
  head: NumberHead;
  width: number;
}

/** How a column is spread in every table, on one axis. A click keeps the rows of a bar, a drag those of a range. */
export function LaneHistogram({ column, head, width }: LaneHistogramProps) {
  const state = useCompare();
  const names = sideNames(state.about.value?.sides ?? []);
  const held = useRef<number | null>(null);
  const pointed = useSignal<[number, number] | null>(null);
  const { low, high, integer, kind } = head;
  const bins = head.counts.find((counts) => counts !== null)?.length ?? 0;
  if (low === null || high === null || bins === 0) return null;
  const axis = axisOf({ low, high, integer, kind });
  const binAt = (event: PointerEvent) => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const bin = Math.floor(((event.clientX - box.left) / Math.max(1, box.width)) * bins);
    return Math.max(0, Math.min(bins - 1, bin));
  };
  const point = (event: PointerEvent) => {
    const bin = binAt(event);
    const from = held.current ?? bin;
    pointed.value = [Math.min(from, bin), Math.max(from, bin)];
  };
  const keep = ([first, last]: [number, number]) => {
    const lanes = sidesOf(column).map((side) => column.lanes[side] as string);
    state.edit((query) => addClause(query, intervalClause(lanes, axis, bins, first, last)));
  };
  const top = Math.max(1, largestOf(head.counts));
  const strip = head.counts.length > OVERLAID ? HEIGHT_PX / head.counts.length : HEIGHT_PX;
  const range = pointed.value;
  const counted = (side: number, [first, last]: [number, number]) =>
    (head.counts[side] ?? []).slice(first, last + 1).reduce((sum, count) => sum + count, 0);
  const words = range
    ? `${binWords(axis, bins, ...range)}: ${names
        .flatMap((name, side) => (head.counts[side] ? `${name} ${formatCount(counted(side, range))}` : []))
        .join(", ")} rows; click to keep them`
    : undefined;
  return (
    <span
      class="dv-lane-histogram"
      title={words}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        held.current = binAt(event);
        point(event);
      }}
      onPointerMove={point}
      onPointerUp={(event) => {
        if (held.current === null) return;
        point(event);
        held.current = null;
        if (pointed.peek()) keep(pointed.peek() as [number, number]);
      }}
      onPointerCancel={() => {
        held.current = null;
        pointed.value = null;
      }}
      onPointerLeave={() => {
        if (held.current === null) pointed.value = null;
      }}
    >
      <svg
        width={width}
        height={HEIGHT_PX + 1}
        role="img"
        aria-label={`${column.name} in ${names.join(", ")}`}
      >
        {head.counts.map((counts, side) => {
          if (!counts) return null;
          if (head.counts.length > MOST_STRIPS)
            return (
              <g key={side} class={sideClass(side)} transform={`translate(0 ${side * strip})`}>
                {counts.map((count, bin) => (
                  <rect
                    key={bin}
                    class="dv-lane-heat"
                    x={(bin * width) / bins}
                    width={width / bins}
                    height={strip - 0.5}
                    opacity={count / top}
                  />
                ))}
              </g>
            );
          if (head.counts.length > OVERLAID)
            return (
              <path
                key={side}
                class={`dv-lane-strip ${sideClass(side)}`}
                transform={`translate(0 ${side * strip})`}
                d={barsPath(counts, top, width, strip - 1)}
              />
            );
          const draw = side === 0 ? barsPath : stepPath;
          return (
            <path
              key={side}
              class={`${side === 0 ? "dv-lane-bars" : "dv-lane-steps"} ${sideClass(side)}`}
              d={draw(counts, top, width, HEIGHT_PX)}
            />
          );
        })}
        <path class="dv-lane-ground" d={`M0 ${HEIGHT_PX + 0.5}H${width}`} />
      </svg>
      {range && (
        <i
          class="dv-lane-range"
          style={{
            left: `${(range[0] / bins) * 100}%`,
            width: `${((range[1] + 1 - range[0]) / bins) * 100}%`,
          }}
        />
      )}
    </span>
  );
}
