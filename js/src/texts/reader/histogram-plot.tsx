import { useState } from "preact/hooks";
import { barPath, binAt, densities, type HistogramValue, spread } from "../../views/histogram-shape";
import { binWords, histogramWords } from "../../views/histogram-words";
import { EDGE, PlotFrame } from "./plot-frame";

/** A histogram with axes; the bin under the pointer is told. */
export function HistogramPlot({ cell, name, width }: { cell: HistogramValue; name: string; width: number }) {
  const [at, setAt] = useState<number | null>(null);
  const { values, bins } = cell;
  if (!values.length) return <p class="dv-reader-note">{`The histogram in ${name} has no bins.`}</p>;
  const x = spread([bins[0] as number, bins[bins.length - 1] as number]);
  const heights = densities(cell);
  const tallest = Math.max(...heights) || 1;
  const words = at === null ? histogramWords(cell) : binWords(cell, at);
  return (
    <>
      <p class="dv-plot-said" aria-live="polite">
        <span>{at === null ? words : <b>{words}</b>}</span>
      </p>
      <PlotFrame
        label={`Histogram of ${name}`}
        width={width}
        x={x}
        y={[0, tallest]}
        count={values.length}
        at={at}
        words={words}
        atShare={(share) => Math.max(0, binAt(cell, x[0] + Math.max(0, Math.min(1, share)) * (x[1] - x[0])))}
        onAt={setAt}
      >
        {(plot) => (
          <>
            <g transform={`translate(${EDGE.left} ${EDGE.top})`}>
              <path class="dv-hist-bars" d={barPath(cell, x, tallest, plot.width, plot.height)} />
            </g>
            {at !== null && (
              <rect
                class="dv-hist-at"
                x={plot.x(bins[at] as number)}
                y={plot.y(heights[at] as number)}
                width={Math.max(1, plot.x(bins[at + 1] as number) - plot.x(bins[at] as number) - 1)}
                height={Math.max(0, plot.y(0) - plot.y(heights[at] as number))}
              />
            )}
          </>
        )}
      </PlotFrame>
    </>
  );
}
