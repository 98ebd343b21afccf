import type { ComponentChildren, RefObject } from "preact";
import { CHART, xAt, yAt } from "./curve-math";

const TICKS = [0, 0.25, 0.5, 0.75, 1];

export interface ChartFrameProps {
  label: string;
  /** Names at the ends of the axes. */
  axes: { x: string; y: string };
  chartRef?: RefObject<SVGSVGElement | null>;
  /** What the keys and screen readers are told of, where the chart has a place that moves. */
  reading?: { at: number; of: number; text: string } | undefined;
  onKeyDown?(event: KeyboardEvent): void;
  onPlace?(x: number, y: number): void;
  onLeave?(): void;
  onPick?(): void;
  children: ComponentChildren;
}

/** A small chart whose axes both go from 0 to 1. */
export function ChartFrame(props: ChartFrameProps) {
  const { label, axes, reading, children } = props;
  const { width, height, left, right, top, bottom } = CHART;
  return (
    <svg
      ref={props.chartRef ?? null}
      class="dv-curve-chart"
      viewBox={`0 0 ${width} ${height}`}
      role={reading ? "slider" : "img"}
      aria-label={label}
      {...(reading
        ? {
            tabIndex: 0,
            "aria-valuemin": 0,
            "aria-valuemax": Math.max(0, reading.of - 1),
            "aria-valuenow": reading.at,
            "aria-valuetext": reading.text,
          }
        : {})}
      onKeyDown={props.onKeyDown}
      onPointerMove={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        props.onPlace?.(
          ((event.clientX - box.left) / box.width) * width,
          ((event.clientY - box.top) / box.height) * height,
        );
      }}
      onPointerLeave={() => props.onLeave?.()}
      onBlur={() => props.onLeave?.()}
      onClick={() => props.onPick?.()}
    >
      {TICKS.map((value) => (
        <g key={value}>
          <path class="dv-curve-grid" d={`M${left} ${yAt(CHART, value)}H${width - right}`} />
          <text x={left - 6} y={yAt(CHART, value) + 4} text-anchor="end">
            {value}
          </text>
          <text x={xAt(CHART, value)} y={height - bottom + 15} text-anchor={value === 1 ? "end" : "middle"}>
            {value}
          </text>
        </g>
      ))}
      <text class="is-axis" x={width - right} y={height - 4} text-anchor="end">
        {axes.x} →
      </text>
      <text class="is-axis" x={0} y={top - 14}>
        ↑ {axes.y}
      </text>
      {children}
    </svg>
  );
}
