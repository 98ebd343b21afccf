/** Points in time as people in one place read them, or by how long ago they were. */
const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** Milliseconds since 1970 of a cell. */
export function msOf(value: unknown): number {
  return value instanceof Date ? value.getTime() : Number(value);
}

/** "2021-03-04 06:06:07 +01:00", in a time zone: that of the browser unless another is named. */
export function localTime(ms: number, timeZone?: string): string {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return "not a date";
  const parts = new Intl.DateTimeFormat("en-US", {
    ...(timeZone === undefined ? {} : { timeZone }),
    ...({ year: "numeric", month: "2-digit", day: "2-digit" } as const),
    ...({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" } as const),
    timeZoneName: "longOffset",
  }).formatToParts(date);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)?.value ?? "";
  const millis = ms % 1000 === 0 ? "" : `.${String(((ms % 1000) + 1000) % 1000).padStart(3, "0")}`;
  const offset = part("timeZoneName").replace("GMT", "") || "+00:00";
  const day = `${part("year")}-${part("month")}-${part("day")}`;
  return `${day} ${part("hour")}:${part("minute")}:${part("second")}${millis} ${offset}`;
}

/** "3 hours ago", "in 2 days". */
export function relativeTime(ms: number, now: number): string {
  if (Number.isNaN(new Date(ms).getTime())) return "not a date";
  const seconds = (ms - now) / 1000;
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit);
  }
  return Math.abs(seconds) < 10 ? "now" : relative.format(Math.round(seconds), "second");
}
