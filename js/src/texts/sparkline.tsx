import { useMemo, useState } from "preact/hooks";
import { formatNumber } from "../format";
import type { CellProps } from "../panels/registry";
import { figuresOf, numbersOf, placeOf, sparkPath } from "./spark";
import "./plots.css";

const LAST_PX = 68;
const MARGIN = 3;

/** Numbers in a cell as a line, the lowest and the highest marked, the last one told. */
export function SparklineCell({ value, width, height }: CellProps) {
  const numbers = useMemo(() => numbersOf(value), [value]);
  const figures = useMemo(() => figuresOf(numbers), [numbers]);
  const [at, setAt] = useState<number | null>(null);
  if (!figures) {
    return <span class="dv-code dv-quiet">{numbers.length === 0 ? "[]" : `${numbers.length} × NaN`}</span>;
  }
  const room = Math.max(24, width - 16 - LAST_PX);
  const tall = Math.max(12, Math.min(56, height - 12));
  const place = (index: number) => {
    const { x, y } = placeOf(index, numbers[index] as number, figures, room - 2 * MARGIN, tall - 2 * MARGIN);
    return { cx: x + MARGIN, cy: y + MARGIN };
  };
  const { count, min, max, last, minAt, maxAt } = figures;
  const words = `${count} ${count === 1 ? "number" : "numbers"}: lowest ${formatNumber(min)}, highest ${formatNumber(max)}, last ${formatNumber(last)}`;
  const pointed = at === null ? undefined : numbers[at];
  return (
    <span
      class="dv-spark"
      role="img"
      aria-label={words}
      title={at === null ? words : `${at}: ${formatNumber(pointed ?? Number.NaN)}\n${words}`}
    >
      <svg
        width={room}
        height={tall}
        aria-hidden="true"
        onPointerMove={(event) => {
          const share = (event.offsetX - MARGIN) / Math.max(1, room - 2 * MARGIN);
          setAt(Math.max(0, Math.min(count - 1, Math.round(share * (count - 1)))));
        }}
        onPointerLeave={() => setAt(null)}
      >
        <g transform={`translate(${MARGIN} ${MARGIN})`}>
          <path class="dv-spark-line" d={sparkPath(numbers, figures, room - 2 * MARGIN, tall - 2 * MARGIN)} />
        </g>
        {max > min && <circle class="dv-spark-end" r={2} {...place(minAt)} />}
        {max > min && <circle class="dv-spark-end" r={2} {...place(maxAt)} />}
        {at !== null && Number.isFinite(pointed) && <circle class="dv-spark-at" r={3} {...place(at)} />}
      </svg>
      <span class="dv-spark-last">{formatNumber(at !== null && pointed !== undefined ? pointed : last)}</span>
    </span>
  );
}
