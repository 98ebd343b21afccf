import { formatTime } from "../format";
import { textWidth } from "../text-width";
import { Absent, Null } from "./nothing";
import { type CellProps, registerPanel } from "./registry";

export function TimestampCell({ value }: CellProps) {
  if (value === undefined) return <Absent />;
  if (value === null) return <Null />;
  const ms = value instanceof Date ? value.getTime() : Number(value);
  return (
    <span class="dv-text" title={`${formatTime(ms)} UTC`}>
      {formatTime(ms)}
    </span>
  );
}

registerPanel({
  name: "timestamp",
  label: "Date and time",
  icon: "timestamp",
  accepts: ({ kind }) => kind === "timestamp",
  Cell: TimestampCell,
  align: "start",
  width: (_, values) => {
    const texts = values.map((v) => (v === null ? "null" : formatTime(Number(v))));
    return Math.max(104, ...texts.map((text) => textWidth(text) + 20));
  },
});
