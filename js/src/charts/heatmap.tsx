import type { Signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { formatCount, formatNumber } from "../format";
import { tickLabels } from "./axis-format";
import { cssColors, onThemeChange } from "./css-colors";
import "./heatmap.css";

/** Figures of one column in `about`: first step, last step, how many values, mean, spread. */
const FIGURES = 5;
const HEIGHT_PX = 144;
const PROFILE_PX = 56;

export interface HeatmapProps {
  label: string;
  low: number;
  high: number;
  bins: number;
  columns: number;
  /** Column by column, the lowest bin first. */
  counts: Float64Array;
  about: Float64Array;
  /** The hovered step, shared with other charts over steps. */
  cursor: Signal<number | null>;
}

/** How strong a bin is drawn, from 0 to 1: the square root of its share of the fullest, so that thin tails show. */
export function shade(count: number, most: number): number {
  return count > 0 && most > 0 ? Math.max(0.04, Math.sqrt(count / most)) : 0;
}

/** The column that has a step, or the nearest one. */
export function columnAt(about: Float64Array, columns: number, step: number): number {
  let best = 0;
  let distance = Number.POSITIVE_INFINITY;
  for (let k = 0; k < columns; k++) {
    const first = about[k * FIGURES] as number;
    const last = about[k * FIGURES + 1] as number;
    const away = step < first ? first - step : step > last ? step - last : 0;
    if (away < distance) {
      distance = away;
      best = k;
    }
  }
  return best;
}

/** Histograms over steps: steps to the right, values upwards; the hovered one as a profile beside it. */
export function Heatmap({ label, low, high, bins, columns, counts, about, cursor }: HeatmapProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [theme, setTheme] = useState(0);
  useEffect(() => {
    const el = canvas.current;
    return el ? onThemeChange(el, () => setTheme((count) => count + 1)) : undefined;
  }, []);
  useLayoutEffect(() => {
    const el = canvas.current;
    if (!el?.parentElement) return;
    const [red, green, blue] = rgbOf(cssColors(el.parentElement)("var(--dv-table-0)"));
    el.width = columns;
    el.height = bins;
    const ctx = el.getContext("2d");
    if (!ctx) return;
    const image = ctx.createImageData(columns, bins);
    for (let column = 0; column < columns; column++) {
      const part = counts.subarray(column * bins, (column + 1) * bins);
      const most = Math.max(...part);
      for (let bin = 0; bin < bins; bin++) {
        const at = 4 * ((bins - 1 - bin) * columns + column);
        image.data.set([red, green, blue, 255 * shade(part[bin] as number, most)], at);
      }
    }
    ctx.putImageData(image, 0, 0);
  }, [counts, columns, bins, theme]);

  const at = cursor.value;
  const shown = at === null ? columns - 1 : columnAt(about, columns, at);
  const [first = 0, last = 0, values = 0, mean = Number.NaN, spread = Number.NaN] = about.subarray(
    shown * FIGURES,
    (shown + 1) * FIGURES,
  );
  const step = first === last ? formatCount(last) : `${formatCount(first)} to ${formatCount(last)}`;
  const words = `mean ${formatNumber(mean)}, spread ${formatNumber(spread)}`;
  const go = (column: number) => {
    const to = Math.min(columns - 1, Math.max(0, column));
    cursor.value = about[to * FIGURES + 1] as number;
  };
  const profile = useMemo(() => counts.subarray(shown * bins, (shown + 1) * bins), [counts, shown, bins]);
  const most = Math.max(...profile, Number.MIN_VALUE);
  const labels = tickLabels([low, (low + high) / 2, high], niceStep(high - low));
  return (
    <div class="dv-heatmap">
      <div class="dv-heatmap-y" style={{ height: `${HEIGHT_PX}px` }}>
        {[...labels].reverse().map((text, k) => (
          <span key={k}>{text === "−0" ? "0" : text}</span>
        ))}
      </div>
      <div
        class="dv-heatmap-place"
        style={{ height: `${HEIGHT_PX}px` }}
        role="slider"
        tabIndex={0}
        aria-label={`Step of ${label}`}
        aria-valuemin={0}
        aria-valuemax={columns - 1}
        aria-valuenow={shown}
        aria-valuetext={`step ${step}: ${words}`}
        onPointerMove={(event) => {
          const { left, width } = event.currentTarget.getBoundingClientRect();
          go(Math.floor(((event.clientX - left) / width) * columns));
        }}
        onPointerLeave={() => {
          cursor.value = null;
        }}
        onBlur={() => {
          cursor.value = null;
        }}
        onKeyDown={(event) => {
          const to = { ArrowLeft: shown - 1, ArrowRight: shown + 1, Home: 0, End: columns - 1 }[event.key];
          if (to === undefined) return;
          go(to);
          event.preventDefault();
          event.stopPropagation();
        }}
      >
        <canvas ref={canvas} />
        {at !== null && <i style={{ left: `${((shown + 0.5) / columns) * 100}%` }} />}
      </div>
      <svg
        class="dv-heatmap-profile"
        width={PROFILE_PX}
        height={HEIGHT_PX}
        viewBox={`0 0 ${PROFILE_PX} ${bins}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {Array.from(profile, (count, bin) =>
          count > 0 ? (
            <rect
              key={bin}
              x={0}
              y={bins - 1 - bin + 0.1}
              width={Math.max(1, (count / most) * PROFILE_PX)}
              height={0.8}
            />
          ) : null,
        )}
      </svg>
      <div class="dv-heatmap-x">
        <span>{formatCount(about[0] ?? 0)}</span>
        <span>{formatCount(about[(columns - 1) * FIGURES + 1] ?? 0)}</span>
      </div>
      <p>
        step {step}: {formatCount(values)} values, {words}
      </p>
    </div>
  );
}

function niceStep(length: number): number {
  return 10 ** Math.floor(Math.log10(length / 20 || 1));
}

/** "rgb(1, 2, 3)" and "color(srgb 0.1 0.2 0.3)", as browsers write what they computed. */
export function rgbOf(color: string): [number, number, number] {
  const numbers = (color.match(/[\d.]+(e-?\d+)?/g) ?? []).map(Number);
  const scale = color.startsWith("color(") ? 255 : 1;
  const [red = 0, green = 0, blue = 0] = numbers;
  return [red * scale, green * scale, blue * scale];
}
