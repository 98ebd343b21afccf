import { Button } from "../controls/button";
import { formatCount, formatNumber } from "../format";
import type { Row } from "../rows";
import type { Series } from "./series";
import "./step-slider.css";

export interface StepSliderProps {
  series: Series;
  /** Index of the row that is shown. */
  at: number;
  onStep(at: number): void;
}

/** The steps of what is shown: one thing, as training or time goes on. */
export function StepSlider({ series, at, onStep }: StepSliderProps) {
  const { rows, stepColumn, keyColumn } = series;
  const last = rows.length - 1;
  const row = rows[at];
  const about = keyColumn === null || !row ? "" : ` of ${String(row.cell(keyColumn))}`;
  return (
    <div class="dv-steps">
      <label>
        <b>{stepColumn}</b>
        <input
          class="dv-slider"
          type="range"
          min={0}
          max={last}
          value={at}
          aria-label={`${stepColumn}${about}`}
          aria-valuetext={row ? stepText(row, stepColumn) : ""}
          style={{ "--dv-at": `${(at / last) * 100}%` }}
          onInput={(event) => onStep(event.currentTarget.valueAsNumber)}
          onKeyDown={(event) => event.key !== "Escape" && event.stopPropagation()}
        />
      </label>
      <Button icon="left" small title="Step before (,)" disabled={at === 0} onClick={() => onStep(at - 1)} />
      <output>
        <b>{row ? stepText(row, stepColumn) : ""}</b> · {formatCount(at + 1)} of {formatCount(rows.length)}
      </output>
      <Button
        icon="right"
        small
        title="Next step (.)"
        disabled={at === last}
        onClick={() => onStep(at + 1)}
      />
    </div>
  );
}

function stepText(row: Row, column: string): string {
  const value = row.cell(column);
  return typeof value === "number" || typeof value === "bigint" ? formatNumber(value) : "no step";
}
