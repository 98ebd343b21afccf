import type { ComponentChildren } from "preact";
import { CHART, xAt, yAt } from "./curve-math";

const TICKS = [0, 0.25, 0.5, 0.75, 1];

export interface ChartFrameProps<Place> {
  label: string;
  /** Names at the ends of the axes. */
  axes: { x: string; y: string };
  /** Where the keys and screen readers are, and in words; `isShown` where the hand or the keys went there. */
  reading: { at: number; of: number; text: string; isShown: boolean };
  hasDiagonal?: boolean | undefined;
  /** Where a key goes from the place that is read; by the key's name. */
  moves(event: KeyboardEvent): Record<string, Place>;
  /** What is nearest to a point of the chart. */
  placeAt(left: number, top: number): Place | null;
  onPlace(place: Place | null): void;
  onPick(): void;
  children: ComponentChildren;
}

/** A small chart whose axes both go from 0 to 1. It is read by pointing at it, or with the keys; a click, or Enter, picks. */
export function ChartFrame<Place>(props: ChartFrameProps<Place>) {
  const { label, axes, reading, children } = props;
  const { width, height, left, right, top, bottom } = CHART;
  const onKeyDown = (event: KeyboardEvent) => {
    const to = props.moves(event)[event.key];
    if (to) props.onPlace(to);
    else if (event.key === "Enter" || event.key === " ") props.onPick();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <svg
        class="dv-curve-chart"
        viewBox={`0 0 ${width} ${height}`}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the drawing is what is pointed at, and what the keys move in
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, reading.of - 1)}
        aria-valuenow={reading.at}
        aria-valuetext={reading.text}
        onKeyDown={onKeyDown}
        onPointerMove={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          const x = ((event.clientX - box.left) / box.width) * width;
          const y = ((event.clientY - box.top) / box.height) * height;
          props.onPlace(props.placeAt(x, y));
        }}
        onPointerLeave={() => props.onPlace(null)}
        onBlur={() => props.onPlace(null)}
        onClick={props.onPick}
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
        {props.hasDiagonal && (
          <path
            class="dv-curve-chance"
            d={`M${xAt(CHART, 0)} ${yAt(CHART, 0)}L${xAt(CHART, 1)} ${yAt(CHART, 1)}`}
          />
        )}
        {children}
      </svg>
      <p class="dv-curve-reading dv-quiet" aria-hidden="true">
        {reading.isShown ? reading.text : ""}
      </p>
    </>
  );
}
