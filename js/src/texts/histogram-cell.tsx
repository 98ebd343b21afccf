import { useState } from "preact/hooks";
import { formatRange } from "../format";
import type { CellProps } from "../panels/registry";
import { type Axis, barPath, binAt, densities, type HistogramValue, spread } from "../views/histogram-shape";
import { binWords, histogramWords } from "../views/histogram-words";
import "./plots.css";

const ENDS_PX = 12;

/** A histogram in a cell on an axis of its own. */
export function HistogramCell({ value, width, height }: CellProps) {
  const cell = value as HistogramValue;
  return <SmallHistogram cell={cell} axis={null} width={width - 16} height={height - 8} />;
}

/** A histogram in a cell on the axis that all of its column share. */
export function SharedHistogramCell({ value, width, height, summary }: CellProps) {
  const cell = value as HistogramValue;
  const ends = summary?.kind === "number" ? summary.ends : undefined;
  return (
    <SmallHistogram cell={cell} axis={ends ? spread(ends) : null} width={width - 16} height={height - 8} />
  );
}

export interface SmallHistogramProps {
  cell: HistogramValue;
  /** Null for the histogram's own. */
  axis: Axis | null;
  width: number;
  height: number;
}

/** Bars with what stands under the pointer as the tooltip; with room, the ends of the axis. */
export function SmallHistogram({ cell, axis, width, height }: SmallHistogramProps) {
  const [at, setAt] = useState(-1);
  const { values, bins } = cell;
  const words = histogramWords(cell);
  if (!values?.length) return <span class="dv-quiet">empty</span>;
  const [low, high] = axis ?? spread([bins[0] as number, bins[bins.length - 1] as number]);
  const hasEnds = height >= 40;
  const tall = Math.max(12, height - (hasEnds ? ENDS_PX + 2 : 4));
  const tallest = Math.max(...densities(cell));
  const scale = width / (high - low);
  return (
    <span
      class="dv-hist-cell"
      role="img"
      aria-label={words}
      title={at < 0 ? words : `${binWords(cell, at)}\n${words}`}
    >
      <span>
        <svg
          width={width}
          height={tall + 1}
          aria-hidden="true"
          onPointerMove={(event) => setAt(binAt(cell, low + event.offsetX / scale))}
          onPointerLeave={() => setAt(-1)}
        >
          <path class="dv-hist-bars" d={barPath(cell, [low, high], tallest, width, tall)} />
          {at >= 0 && (
            <rect
              class="dv-hist-at"
              x={((bins[at] as number) - low) * scale}
              y={tall - Math.max(1, ((densities(cell)[at] as number) / (tallest || 1)) * tall)}
              width={Math.max(1, ((bins[at + 1] as number) - (bins[at] as number)) * scale)}
              height={Math.max(1, ((densities(cell)[at] as number) / (tallest || 1)) * tall)}
            />
          )}
          <path class="dv-hist-base" d={`M0 ${tall + 0.5}H${width}`} />
        </svg>
        {hasEnds && (
          <span class="dv-hist-ends" style={{ width: `${width}px` }}>
            {formatRange(low, high).map((end, side) => (
              <span key={side}>{end}</span>
            ))}
          </span>
        )}
      </span>
    </span>
  );
}
