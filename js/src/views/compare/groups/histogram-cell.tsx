import { useRef } from "preact/hooks";
import { sideClass } from "../lane";
import type { ComparedNumbers } from "../wire";
import { axisOf, intervalClause } from "./axis";
import type { CellOf } from "./cell";
import { lanesOf } from "./group-columns";
import { barsPath, largestOf, stepPath } from "./shapes";

const CHART_PX = 40;
const LANE_PX = 20;
/** Height of the highest bar in a lane. */
const STRIP_PX = 16;

/** With more tables than these, each has a strip of its own: outlines over each other stop being readable. */
export const OVERLAID = 2;

/**
 * How the numbers of a group are spread: of two tables the first filled and the second as an outline over it, of more
 * a strip each. A click keeps the rows of a bar, a drag those of a range.
 */
export function HistogramCell({ view, group, row, at, column, width, pointed }: CellOf) {
  const held = useRef<{ from: number; side: number | null } | null>(null);
  const cell = group.cells[column.column?.name ?? ""] as ComparedNumbers | undefined;
  const counts = cell?.counts ?? [];
  const bins = counts.find((part) => part !== null)?.length ?? 0;
  if (!cell || bins === 0) return <span class="dv-null">no values</span>;
  const isStrips = counts.length > OVERLAID;
  const height = isStrips ? LANE_PX * counts.length : CHART_PX;
  const place = (event: PointerEvent) => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const bin = Math.floor(((event.clientX - box.left) / box.width) * bins);
    const lane = Math.floor((event.clientY - box.top) / LANE_PX);
    return {
      bin: Math.max(0, Math.min(bins - 1, bin)),
      side: isStrips ? Math.max(0, Math.min(counts.length - 1, lane)) : null,
    };
  };
  const point = (event: PointerEvent) => {
    const { bin, side } = place(event);
    const from = held.current?.from ?? bin;
    view.pointed.value = {
      row,
      column: at,
      side: held.current ? held.current.side : side,
      first: Math.min(from, bin),
      last: Math.max(from, bin),
      byKeys: false,
    };
  };
  const top = largestOf(counts);
  return (
    <span
      class="dv-cg-chart"
      style={{ height: `${height}px`, width: `${width}px` }}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const { bin, side } = place(event);
        held.current = { from: bin, side };
        point(event);
      }}
      onPointerMove={point}
      onPointerUp={(event) => {
        if (!held.current) return;
        point(event);
        held.current = null;
        keepInterval(view, group, at);
      }}
      onPointerCancel={() => {
        held.current = null;
        view.pointed.value = null;
      }}
      onPointerLeave={() => {
        if (!held.current && view.pointed.peek()?.byKeys !== true) view.pointed.value = null;
      }}
    >
      <svg width={width} height={height} aria-hidden="true">
        {counts.map((part, side) =>
          part === null ? null : isStrips ? (
            <g key={side} class={sideClass(side)} transform={`translate(0 ${side * LANE_PX + 2})`}>
              <path class="dv-cg-bars" d={barsPath(part, top, width, STRIP_PX, 1.5)} />
              <path class="dv-cg-ground" d={`M0 ${STRIP_PX + 0.5}H${width}`} />
            </g>
          ) : side === 0 ? (
            <path
              key={side}
              class={`dv-cg-first ${sideClass(side)}`}
              d={barsPath(part, top, width, CHART_PX)}
            />
          ) : (
            <path
              key={side}
              class={`dv-cg-second ${sideClass(side)}`}
              d={stepPath(part, top, width, CHART_PX)}
            />
          ),
        )}
        {!isStrips && <path class="dv-cg-ground" d={`M0 ${CHART_PX - 0.5}H${width}`} />}
      </svg>
      {pointed && (
        <span
          class="dv-cg-pointed"
          data-pointed=""
          style={{
            left: `${(pointed.first / bins) * 100}%`,
            width: `${((pointed.last + 1 - pointed.first) / bins) * 100}%`,
          }}
        />
      )}
    </span>
  );
}

/** Add the clause for the bins that are pointed at. */
export function keepInterval(view: CellOf["view"], group: CellOf["group"], at: number): void {
  const pointed = view.pointed.peek();
  const column = view.laid.peek()[at]?.column;
  const cell = column && (group.cells[column.name] as ComparedNumbers | undefined);
  const axis = column && view.pages.facts.peek()?.axes[column.name];
  const bins = cell?.counts.find((part) => part !== null)?.length ?? 0;
  if (!pointed || !column || !axis || bins === 0) return;
  const lanes = lanesOf(column, view.tables.peek()).filter(
    (lane, side): lane is string => lane !== null && (pointed.side === null || pointed.side === side),
  );
  view.toggle(intervalClause([...new Set(lanes)], axisOf(axis), bins, pointed.first, pointed.last));
}
