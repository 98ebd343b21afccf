import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { formatNumber } from "../../format";
import "../plots.css";

export const HEIGHT = 260;
export const EDGE = { left: 64, right: 16, top: 8, bottom: 24 };

export interface PlotFrameProps {
  /** For screen readers. */
  label: string;
  width: number;
  /** Ends of both axes. */
  x: readonly [number, number];
  y: readonly [number, number];
  /** How many places there are to point at, the one pointed at, and what it says. */
  count: number;
  at: number | null;
  words: string;
  /** Which place lies under a share of the axis. */
  atShare(share: number): number;
  onAt(at: number | null): void;
  children(plot: {
    x(value: number): number;
    y(value: number): number;
    width: number;
    height: number;
  }): ComponentChildren;
}

/** Axes around a plot; a pointer, or the arrows where it has the focus, pick a place in it. */
export function PlotFrame({ label, width, x, y, count, at, words, atShare, onAt, children }: PlotFrameProps) {
  const svg = useRef<SVGSVGElement>(null);
  const inner = {
    width: Math.max(40, width - EDGE.left - EDGE.right),
    height: HEIGHT - EDGE.top - EDGE.bottom,
  };
  const scaleX = (value: number) => EDGE.left + ((value - x[0]) / (x[1] - x[0] || 1)) * inner.width;
  const scaleY = (value: number) =>
    EDGE.top + inner.height - ((value - y[0]) / (y[1] - y[0] || 1)) * inner.height;
  const yTicks = ticksOf(y, 5);
  const xTicks = ticksOf(x, Math.max(2, Math.floor(inner.width / 90)));
  const move = (by: number) => onAt(Math.max(0, Math.min(count - 1, (at ?? (by > 0 ? -1 : count)) + by)));
  return (
    <div
      class="dv-plot-frame"
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, count - 1)}
      aria-valuenow={at ?? 0}
      aria-valuetext={words}
      onKeyDown={(event) => {
        const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[
          event.key
        ];
        const end = { Home: 0, End: count - 1 }[event.key];
        if (by === undefined && end === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        if (by !== undefined) move(by);
        else onAt(end as number);
      }}
    >
      <svg
        ref={svg}
        class="dv-plot"
        width={width}
        height={HEIGHT}
        aria-hidden="true"
        onPointerMove={(event) => {
          const left = svg.current?.getBoundingClientRect().left ?? 0;
          onAt(atShare((event.clientX - left - EDGE.left) / inner.width));
        }}
        onPointerLeave={() => onAt(null)}
      >
        {yTicks.map((tick) => (
          <g key={tick}>
            <path class="dv-plot-grid" d={`M${EDGE.left} ${Math.round(scaleY(tick)) + 0.5}h${inner.width}`} />
            <text x={EDGE.left - 8} y={scaleY(tick) + 4} text-anchor="end">
              {tickText(tick, yTicks)}
            </text>
          </g>
        ))}
        {children({ x: scaleX, y: scaleY, ...inner })}
        <path class="dv-plot-axis" d={`M${EDGE.left} ${EDGE.top + inner.height + 0.5}h${inner.width}`} />
        {xTicks.map((tick) => (
          <text key={tick} x={scaleX(tick)} y={HEIGHT - 6} text-anchor="middle">
            {tickText(tick, xTicks)}
          </text>
        ))}
      </svg>
    </div>
  );
}

/** A tick with as many digits as those beside it need. */
export function tickText(tick: number, ticks: readonly number[]): string {
  const step = Math.abs((ticks[1] ?? tick) - (ticks[0] ?? 0));
  if (step === 0 || step >= 1e6 || step < 1e-4) return formatNumber(tick);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return tick
    .toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits })
    .replace("-", "−");
}

/** Round numbers between two ends, about so many. */
export function ticksOf([low, high]: readonly [number, number], wanted: number): number[] {
  if (!(high > low) || !Number.isFinite(high - low)) return [low];
  const rough = (high - low) / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, k) => Number(((first + k) * step).toPrecision(12)));
}
