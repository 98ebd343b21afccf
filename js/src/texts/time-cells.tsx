import { formatTime } from "../format";
import type { CellProps } from "../panels/registry";
import { localTime, msOf, relativeTime } from "./times";

/** A point in time where the browser is. */
export function LocalTimeCell({ value }: CellProps) {
  const ms = msOf(value);
  return (
    <span class="dv-text" title={`${formatTime(ms)} UTC`}>
      {localTime(ms)}
    </span>
  );
}

/** How long ago a point in time was when the cell was drawn. */
export function RelativeTimeCell({ value }: CellProps) {
  const ms = msOf(value);
  return (
    <span class="dv-text" title={`${formatTime(ms)} UTC, ${localTime(ms)} here`}>
      {relativeTime(ms, Date.now())}
    </span>
  );
}
