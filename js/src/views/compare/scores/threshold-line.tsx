import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { ScoreRange } from "../../../evaluation/wire";
import { thresholdText } from "./clauses";
import { ScoreHistogram } from "./score-histogram";
import "./threshold.css";

export interface ThresholdLineProps {
  range: ScoreRange;
  value: number;
  onMove(value: number): void;
  /** Rows, or boxes, by score, of each table. */
  counts: readonly (readonly number[] | null)[];
  /** What is counted, in the tooltip. */
  noun: string;
  /** Stands at the right: what the threshold comes to. */
  children?: ComponentChildren;
}

/** One step of the slider: a hundredth of the axis as a round number. */
export function stepOf({ low, high, is_probability }: ScoreRange): number {
  if (is_probability || !(high > low)) return 0.01;
  return 10 ** Math.floor(Math.log10((high - low) / 20));
}

/** The multiple of a step nearest to a value, without the noise of the division. */
export function snapped(value: number, step: number, { low, high }: ScoreRange): number {
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const near = Number((Math.round(value / step) * step).toFixed(digits));
  return Math.min(high, Math.max(low, near));
}

/** The ends of the slider: 0 to 1 for probabilities, else those of the scores. */
export function endsOf(range: ScoreRange): ScoreRange {
  return range.is_probability ? { ...range, low: 0, high: 1 } : range;
}

/** From which score rows count: the thumb stands on the histogram of all scores, and the number can be typed. */
export function ThresholdLine({ range, value, onMove, counts, noun, children }: ThresholdLineProps) {
  const ends = endsOf(range);
  const step = stepOf(range);
  const share = ends.high > ends.low ? (value - ends.low) / (ends.high - ends.low) : 0;
  const place = `${Math.min(1, Math.max(0, share)) * 100}%`;
  return (
    <div class="dv-threshold">
      <div class="dv-threshold-what">
        <span class="dv-quiet">Score at least</span>
        <TypedNumber label="Score threshold, typed" value={value} onNumber={onMove} />
      </div>
      <div
        class="dv-threshold-slide"
        title={`${noun} by score, square root of the count. Drag, or arrow keys: ${step}, with Shift ${10 * step}`}
      >
        <div class="dv-threshold-place">
          <ScoreHistogram counts={counts} />
          <i class="dv-threshold-cut" style={{ left: place }} />
        </div>
        <input
          type="range"
          min={ends.low}
          max={ends.high}
          step="any"
          value={value}
          aria-label="Score at least"
          aria-valuetext={thresholdText(value)}
          onInput={(event) => onMove(snapped(event.currentTarget.valueAsNumber, step, ends))}
          onKeyDown={(event) => {
            const way = {
              ArrowRight: 1,
              ArrowUp: 1,
              ArrowLeft: -1,
              ArrowDown: -1,
              PageUp: 10,
              PageDown: -10,
            }[event.key];
            const end = { Home: ends.low, End: ends.high }[event.key];
            if (event.key !== "Escape") event.stopPropagation();
            if (way === undefined && end === undefined) return;
            event.preventDefault();
            const by = (way ?? 0) * step * (event.shiftKey ? 10 : 1);
            onMove(end ?? snapped(value + by, step, ends));
          }}
        />
      </div>
      <div class="dv-threshold-counts">{children}</div>
    </div>
  );
}

export interface TypedNumberProps {
  /** Name for screen readers. */
  label: string;
  value: number | null;
  placeholder?: string;
  onNumber(value: number): void;
  /** Told when the field is emptied, where that means something. */
  onEmpty?(): void;
}

/** A number that can be typed: Enter or leaving takes it, Esc brings the old one back. What is typed stays while the view
 * around it is drawn anew. */
export function TypedNumber({ label, value, placeholder, onNumber, onEmpty }: TypedNumberProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const text = value === null ? "" : thresholdText(value);
  const take = () => {
    if (typed === null) return;
    setTyped(null);
    const number = Number(typed.trim().replace(",", "."));
    if (typed.trim() === "") onEmpty?.();
    else if (typed !== text && Number.isFinite(number)) onNumber(number);
  };
  return (
    <input
      class="dv-typed-number"
      inputMode="decimal"
      aria-label={label}
      value={typed ?? text}
      placeholder={placeholder}
      onInput={(event) => setTyped(event.currentTarget.value)}
      onChange={take}
      onBlur={take}
      onFocus={(event) => event.currentTarget.select()}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Enter") take();
        if (event.key === "Escape") setTyped(null);
      }}
    />
  );
}
