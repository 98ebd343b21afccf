import { boundNumber, formatNumber } from "../format";
import { textWidth } from "../text-width";
import { Absent, Null } from "./nothing";
import { type CellProps, type Panel, registerPanel } from "./registry";
import "./number.css";

export function NumberText({ value }: { value: unknown }) {
  if (value === undefined) return <Absent />;
  if (value === null) return <Null />;
  if (typeof value !== "number" && typeof value !== "bigint")
    return <span class="dv-code">{String(value)}</span>;
  if (Number.isNaN(value)) {
    return (
      <span class="dv-code dv-nan" title="not a number">
        NaN
      </span>
    );
  }
  return <span title={String(value)}>{formatNumber(value)}</span>;
}

function NumberCell({ value }: CellProps) {
  return <NumberText value={value} />;
}

/** The ends of the column, once they are known. */
function endsOf(summary: CellProps["summary"]): [number, number] | null {
  if (summary?.kind !== "number" || summary.min === null || summary.max === null) return null;
  return [boundNumber(summary.min), boundNumber(summary.max)];
}

/** Where a value lies between two ends, from 0 to 1; null for what is no number. */
function shareOf(value: unknown, low: number, high: number): number | null {
  if (typeof value !== "number" && typeof value !== "bigint") return null;
  const share = high > low ? (Number(value) - low) / (high - low) : 0;
  return Number.isNaN(share) ? null : Math.max(0, Math.min(1, share));
}

/** The number over a bar that reaches from zero (or the smallest) to the largest of the column. */
function BarCell({ value, summary }: CellProps) {
  const [min, max] = endsOf(summary) ?? [0, 1];
  const share = shareOf(value, Math.min(0, min), Math.max(0, max)) ?? 0;
  return (
    <span class="dv-bar-cell">
      <NumberText value={value} />
      <span class="dv-bar-track">
        <i style={{ width: `${share * 100}%` }} />
      </span>
    </span>
  );
}

/** The number over a mark at its place between the smallest and the largest of the column. */
function PositionCell({ value, summary }: CellProps) {
  const ends = endsOf(summary);
  const share = ends && shareOf(value, ...ends);
  return (
    <span class="dv-bar-cell">
      <NumberText value={value} />
      <span class="dv-bar-track is-thin">{share !== null && <i style={{ left: `${share * 100}%` }} />}</span>
    </span>
  );
}

/** The number on a ground that is the darker the larger it is. */
function ShadeCell({ value, summary }: CellProps) {
  const ends = endsOf(summary);
  const share = ends && shareOf(value, ...ends);
  return (
    <>
      {share !== null && <i class="dv-shade" style={{ opacity: share }} />}
      <NumberText value={value} />
    </>
  );
}

const numberPanel: Panel = {
  name: "value",
  label: "Value",
  icon: "number",
  accepts: ({ kind }) => kind === "number",
  Cell: NumberCell,
  align: "end",
  width: (_, values) => {
    const texts = values.map((v) =>
      typeof v === "number" || typeof v === "bigint" ? formatNumber(v) : "null",
    );
    return Math.min(200, Math.max(76, ...texts.map((text) => textWidth(text) + 20)));
  },
};

registerPanel(numberPanel);
registerPanel({
  ...numberPanel,
  name: "bar",
  label: "Bar",
  icon: "bar",
  Cell: BarCell,
  width: (column, values) => Math.max(112, numberPanel.width(column, values)),
});
registerPanel({
  ...numberPanel,
  name: "position",
  label: "Position",
  icon: "position",
  Cell: PositionCell,
  width: (column, values) => Math.max(112, numberPanel.width(column, values)),
});
registerPanel({ ...numberPanel, name: "shade", label: "Shade", icon: "shade", Cell: ShadeCell });
