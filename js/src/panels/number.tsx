import { boundNumber, formatNumber } from "../format";
import { textWidth } from "../text-width";
import { Absent, Null } from "./nothing";
import { type CellProps, type Panel, registerPanel } from "./registry";

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

/** The number over a bar that reaches from zero (or the smallest) to the largest of the column. */
function BarCell({ value, summary }: CellProps) {
  const isKnown = summary?.kind === "number" && summary.min !== null && summary.max !== null;
  const low = Math.min(0, isKnown ? boundNumber(summary.min ?? 0) : 0);
  const high = Math.max(0, isKnown ? boundNumber(summary.max ?? 0) : 1);
  const share = typeof value === "number" && high > low ? (value - low) / (high - low) : 0;
  return (
    <span class="dv-bar-cell">
      <NumberText value={value} />
      <span class="dv-bar-track">
        <i style={{ width: `${Math.max(0, Math.min(1, share)) * 100}%` }} />
      </span>
    </span>
  );
}

const numberPanel: Panel = {
  name: "value",
  label: "Value",
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
  Cell: BarCell,
  width: (column, values) => Math.max(112, numberPanel.width(column, values)),
});
