/** Marks on an axis that many charts share. Values are shares of the axis; sizes in px. */

interface MarkProps {
  width: number;
  height: number;
  label: string;
}

export interface BoxPlotProps extends MarkProps {
  /** Least, lower quartile, median, upper quartile, greatest. */
  five: readonly [number, number, number, number, number];
}

/** The middle half as a box, the median in it, and a line to both ends. */
export function BoxPlot({ five, width, height, label }: BoxPlotProps) {
  const [least, lower, median, upper, greatest] = five.map((share) => Math.round(share * width) + 0.5);
  const middle = height / 2;
  const half = Math.min(12, height / 3);
  return (
    <svg class="dv-marks" width={width} height={height} role="img" aria-label={label}>
      <path class="dv-base" d={`M0 ${height - 0.5}H${width}`} />
      <path
        class="dv-whisker"
        d={`M${least} ${middle - 5}v10M${greatest} ${middle - 5}v10M${least} ${middle}H${lower}M${upper} ${middle}H${greatest}`}
      />
      <rect
        class="dv-box-half"
        x={lower}
        y={middle - half}
        width={Math.max(1, Number(upper) - Number(lower))}
        height={2 * half}
        rx={2}
      />
      <path class="dv-median" d={`M${median} ${middle - half}v${2 * half}`} />
    </svg>
  );
}

export interface MeanMarkProps extends MarkProps {
  mean: number;
  spread: readonly [number, number] | null;
}

/** The mean as a dot, and a line over one deviation to each side. */
export function MeanMark({ mean, spread, width, height, label }: MeanMarkProps) {
  const middle = height / 2;
  return (
    <svg class="dv-marks" width={width} height={height} role="img" aria-label={label}>
      <path class="dv-base" d={`M0 ${height - 0.5}H${width}`} />
      {spread && <path class="dv-spread" d={`M${spread[0] * width} ${middle}H${spread[1] * width}`} />}
      <circle class="dv-mean" cx={mean * width} cy={middle} r={4} />
    </svg>
  );
}
