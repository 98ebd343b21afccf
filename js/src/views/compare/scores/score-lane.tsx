import { Difference } from "../difference";
import { Lane } from "../lane";

export interface ScoreLanesProps {
  /** A share per table, 0 to 1; null where it is not defined. */
  values: readonly (number | null)[];
  digits?: number;
  /** Said where a table has no value. */
  none?: string;
}

/** Shares of one class, a lane per table: bar, value, difference to the first. */
export function ScoreLanes({ values, digits = 3, none = "–" }: ScoreLanesProps) {
  return (
    <>
      {values.map((value, side) => (
        <Lane key={side} side={side} class="dv-score-lane">
          {value === null ? (
            <span class="dv-quiet">{none}</span>
          ) : (
            <>
              <span class="dv-score-track">
                <i style={{ width: `${Math.max(0, Math.min(1, value)) * 100}%` }} />
              </span>
              <span class="is-number">{value.toFixed(digits)}</span>
              {values.length > 1 && (
                <span class="is-number">
                  {side > 0 && <Difference from={values[0]} to={value} better="higher" digits={digits} />}
                </span>
              )}
            </>
          )}
        </Lane>
      ))}
    </>
  );
}
