import { formatNumber } from "../format";
import { formatX, type XKind } from "./axis-format";
import { valueAt } from "./line-math";
import type { ChartLine } from "./line-plot";

export interface ReadoutRow {
  key: string;
  label: string;
  /** "smoothed", "raw", or nothing. */
  note: string;
  value: number;
  color: string;
  look: "line" | "thin" | "band";
  isBold: boolean;
}

const MOST_ROWS = 14;

/** What all lines say at an x, in the order in which they are drawn there, from the top. */
export function readoutRows(lines: readonly ChartLine[], x: number): ReadoutRow[] {
  const rows = lines.flatMap((line) => {
    const parts = [
      { of: "hi", look: "band", label: line.bandLabels?.[1] ?? `${line.label} highest`, note: "" },
      { of: "y", look: "line", label: line.label, note: line.raw ? "smoothed" : "" },
      { of: "raw", look: "thin", label: line.label, note: "raw" },
      { of: "lo", look: "band", label: line.bandLabels?.[0] ?? `${line.label} lowest`, note: "" },
    ] as const;
    return parts.flatMap(({ of, ...part }) => {
      const value = line[of] === undefined ? null : valueAt(line, x, of);
      return value === null
        ? []
        : [{ key: `${line.id} ${of}`, value, color: line.color, isBold: line.isBold ?? false, ...part }];
    });
  });
  // NaN has no height: it comes last.
  return rows.sort((a, b) => (Number.isNaN(a.value) ? 1 : Number.isNaN(b.value) ? -1 : b.value - a.value));
}

export interface ReadoutProps {
  lines: readonly ChartLine[];
  x: number;
  xKind: XKind;
  xName: string;
  /** What else is known of the place, such as the time at a step. */
  note?: string | undefined;
  side: "left" | "right";
}

/** All series at the hovered x, in the emptier corner. */
export function Readout({ lines, x, xKind, xName, note, side }: ReadoutProps) {
  const rows = readoutRows(lines, x);
  const bold = rows.findIndex((row) => row.isBold);
  // Of many lines those around the one that is looked at, or else the highest.
  const start = Math.max(0, Math.min(bold - (MOST_ROWS >> 1), rows.length - MOST_ROWS));
  const shown = rows.slice(start, start + MOST_ROWS);
  return (
    <div class={`dv-readout is-${side}`} aria-hidden="true">
      <p>
        {formatX(x, xKind, xName)}
        {note && `, ${note}`}
      </p>
      {shown.map((row) => (
        <div key={row.key} class={row.isBold ? "is-bold" : undefined}>
          <i class={`is-${row.look}`} style={{ "--dv-series": row.color }} />
          <span class="dv-text">
            {row.label}
            {row.note && <span class="dv-quiet"> {row.note}</span>}
          </span>
          <b>{formatNumber(row.value)}</b>
        </div>
      ))}
      {rows.length > shown.length && <p>and {rows.length - shown.length} more</p>}
    </div>
  );
}
