/** Bars of equal width over a range. Sizes in px. */
export interface HistogramProps {
  /** Rows per bin: all of them, drawn in grey. */
  all: number[];
  /** Rows per bin that are kept, drawn dark on top. */
  kept: number[];
  width: number;
  height: number;
  /** Cells without a value: a hatched bar apart from the axis. */
  empty?: number;
  label: string;
  /** Tooltip of one bar. */
  titleOf?(bin: number): string;
  /** Mean and spread, as shares of the axis, drawn under it. */
  mean?: number | undefined;
  spread?: [number, number] | undefined;
  /** Range chosen by hand, as shares of the axis. */
  brush?: [number, number] | null;
}

/** Room of the bar of empty cells, wide enough for a finger. */
export const EMPTY_ROOM = 24;

/** Width left to the axis beside the bar of empty cells. */
export function axisWidth(width: number, empty: number): number {
  return Math.max(1, width - (empty ? EMPTY_ROOM : 0));
}

/** Height of each bar: the tallest fills the chart, and a bin that has rows at all is at least 1 px. */
export function barHeights(counts: number[], tallest: number, height: number): number[] {
  return counts.map((count) =>
    count > 0 ? Math.max(1, Math.round((count / Math.max(1, tallest)) * height)) : 0,
  );
}

export function Histogram(props: HistogramProps) {
  const { all, kept, width, height, empty = 0, label, titleOf, mean, spread, brush } = props;
  const axis = axisWidth(width, empty);
  const tallest = Math.max(1, ...all);
  const x = (bin: number) => Math.round((bin * axis) / all.length);
  const isBrushed = (bin: number) =>
    brush && (bin + 1) / all.length > brush[0] && bin / all.length < brush[1];
  const draw = (counts: number[], name: string) =>
    barHeights(counts, tallest, height).map((bar, bin) =>
      bar === 0 ? null : (
        <rect
          key={bin}
          class={name === "kept" && brush ? (isBrushed(bin) ? "dv-brushed" : "dv-all") : `dv-${name}`}
          x={x(bin)}
          y={height - bar}
          width={Math.max(1, x(bin + 1) - x(bin) - 1)}
          height={bar}
        />
      ),
    );
  const emptyHeight = empty ? Math.max(4, Math.round((empty / Math.max(tallest, empty)) * height)) : 0;
  return (
    <svg class="dv-histogram" width={width} height={height} role="img" aria-label={label}>
      {brush && (
        <rect
          class="dv-wash"
          x={brush[0] * axis}
          y={-2}
          width={(brush[1] - brush[0]) * axis}
          height={height + 2}
        />
      )}
      {draw(all, "all")}
      {draw(kept, "kept")}
      <path class="dv-base" d={`M0 ${height + 0.5}H${axis}`} />
      {empty > 0 && (
        <g>
          <title>{`${empty} empty`}</title>
          <rect
            class="dv-hatched"
            x={width - 9.5}
            y={height - emptyHeight + 0.5}
            width={9}
            height={emptyHeight}
          />
          {hatches(width - 9.5, height - emptyHeight + 0.5, 9, emptyHeight)}
        </g>
      )}
      {brush?.map((share, at) => (
        <rect
          key={at}
          class="dv-range-end"
          x={Math.round(share * axis) - 1}
          y={-2}
          width={2}
          height={height + 3}
          rx={1}
        />
      ))}
      {spread && <path class="dv-spread" d={`M${spread[0] * axis} ${height + 4.5}H${spread[1] * axis}`} />}
      {mean !== undefined && <circle class="dv-mean" cx={mean * axis} cy={height + 4.5} r={3} />}
      {titleOf &&
        all.map((_, bin) => (
          <rect
            key={bin}
            x={x(bin)}
            y={0}
            width={Math.max(1, x(bin + 1) - x(bin))}
            height={height}
            fill="transparent"
          >
            <title>{titleOf(bin)}</title>
          </rect>
        ))}
    </svg>
  );
}

/** Slanted lines inside of a box, 4 px apart. */
function hatches(x: number, y: number, width: number, height: number) {
  const lines: string[] = [];
  for (let at = 4; at < width + height; at += 4) {
    const fromX = x + Math.max(0, at - height);
    const fromY = y + Math.min(height, at);
    const toX = x + Math.min(width, at);
    const toY = y + Math.max(0, at - width);
    lines.push(`M${fromX} ${fromY}L${toX} ${toY}`);
  }
  return <path class="dv-hatch" d={lines.join("")} />;
}
