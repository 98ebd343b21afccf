import { sideClass } from "../lane";

export interface ScoreHistogramProps {
  /** Rows per bin of each table; null for one without scores. */
  counts: readonly (readonly number[] | null)[];
}

const HEIGHT = 36;

/** Heights of bars by the square root of their count, so that a few rows show beside thousands. */
export function barTops(counts: readonly number[], largest: number): number[] {
  return counts.map((count) =>
    count > 0 && largest > 0 ? HEIGHT - Math.max(1, Math.sqrt(count / largest) * (HEIGHT - 2)) : HEIGHT,
  );
}

/** How rows are spread over their scores: the first table filled, the others as stepped lines over it. */
export function ScoreHistogram({ counts }: ScoreHistogramProps) {
  const bins = Math.max(1, ...counts.map((one) => one?.length ?? 0));
  const largest = Math.max(1, ...counts.flatMap((one) => one ?? []));
  return (
    <svg
      class="dv-score-histogram"
      viewBox={`0 0 ${bins} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {counts.map((one, side) => {
        if (!one) return null;
        const tops = barTops(one, largest);
        return (
          <g key={side} class={sideClass(side)}>
            {side === 0 ? (
              <path class="is-filled" d={filled(tops)} />
            ) : (
              <path class="is-line" vector-effect="non-scaling-stroke" d={stepped(tops)} />
            )}
          </g>
        );
      })}
    </svg>
  );
}

const round = (value: number) => String(Math.round(value * 10) / 10);

function filled(tops: readonly number[]): string {
  return tops
    .map((top, bin) => (top < HEIGHT ? `M${bin + 0.08} ${HEIGHT}V${round(top)}h0.84V${HEIGHT}z` : ""))
    .join("");
}

function stepped(tops: readonly number[]): string {
  return `M0 ${HEIGHT}${tops.map((top, bin) => `V${round(top)}H${bin + 1}`).join("")}V${HEIGHT}`;
}
