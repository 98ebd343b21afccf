import { useMemo, useState } from "preact/hooks";
import { formatCount, formatNumber } from "../../format";
import { figuresOf, sparkPath } from "../spark";
import { EDGE, PlotFrame } from "./plot-frame";

/** Numbers in a row, with axes: the place in the list along x. */
export function NumberPlot({ numbers, name, width }: { numbers: number[]; name: string; width: number }) {
  const figures = useMemo(() => figuresOf(numbers), [numbers]);
  const [at, setAt] = useState<number | null>(null);
  if (!figures) return <p class="dv-reader-note">{`There is no number in ${name} that could be drawn.`}</p>;
  const { count, min, max, last, minAt, maxAt } = figures;
  const y: [number, number] = max > min ? [min, max] : [min - 0.5, max + 0.5];
  const here = at === null ? null : (numbers[at] as number);
  const words = here === null ? `${count} numbers` : `${at}: ${formatNumber(here)}`;
  return (
    <>
      <p class="dv-plot-said" aria-live="polite">
        {here === null ? (
          <>
            <span>{`${formatCount(count)} ${count === 1 ? "number" : "numbers"}`}</span>
            <span>
              lowest <b>{formatNumber(min)}</b> at {formatCount(minAt)}
            </span>
            <span>
              highest <b>{formatNumber(max)}</b> at {formatCount(maxAt)}
            </span>
            <span>
              last <b>{formatNumber(last)}</b>
            </span>
          </>
        ) : (
          <span>
            at {formatCount(at as number)} <b>{formatNumber(here)}</b>
          </span>
        )}
      </p>
      <PlotFrame
        label={`Numbers of ${name}`}
        width={width}
        x={[0, Math.max(1, count - 1)]}
        y={y}
        count={count}
        at={at}
        words={words}
        atShare={(share) => Math.max(0, Math.min(count - 1, Math.round(share * (count - 1))))}
        onAt={setAt}
      >
        {(plot) => (
          <>
            <g transform={`translate(${EDGE.left} ${EDGE.top})`}>
              <path
                class="dv-spark-line"
                d={sparkPath(numbers, { ...figures, min: y[0], max: y[1] }, plot.width, plot.height)}
              />
            </g>
            {at !== null && <path class="dv-plot-hair" d={`M${plot.x(at)} ${EDGE.top}v${plot.height}`} />}
            {at !== null && here !== null && Number.isFinite(here) && (
              <circle class="dv-spark-at" r={4} cx={plot.x(at)} cy={plot.y(here)} />
            )}
          </>
        )}
      </PlotFrame>
    </>
  );
}
