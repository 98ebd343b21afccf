/** Ticks of line charts, as short as they can be told apart. */
import { formatNumber } from "../format";

/** What stands along x: a number such as a step, seconds since the run began, or seconds since 1970. */
export type XKind = "number" | "seconds" | "time";

const UNITS = [
  { size: 1e12, sign: "T" },
  { size: 1e9, sign: "B" },
  { size: 1e6, sign: "M" },
  { size: 1e3, sign: "k" },
];

const trim = (text: string) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text).replace("-", "−");

/** Decimals that write a number in full, at most eight. */
function decimalsOf(step: number): number {
  let digits = 0;
  while (digits < 8 && Math.abs(step * 10 ** digits - Math.round(step * 10 ** digits)) > 1e-6) digits++;
  return digits;
}

/** Labels of ticks that stand `step` apart: "0", "2.5k", "5k", "0.001". */
export function tickLabels(ticks: readonly number[], step: number): string[] {
  const largest = Math.max(0, ...ticks.map(Math.abs));
  if (largest > 0 && (largest >= 1e15 || largest < 1e-4)) {
    return ticks.map((tick) =>
      tick === 0 ? "0" : trim(tick.toExponential(1)).replace(".0e", "e").replace("e+", "e"),
    );
  }
  // Thousands are written out where their steps are smaller: 0, 400, 800, 1,200.
  const unit = UNITS.find(({ size }) => largest >= size && (size > 1e3 || largest >= 1e4 || step >= 1e3));
  const size = unit?.size ?? 1;
  const digits = decimalsOf(step / size);
  return ticks.map((tick) => {
    if (tick === 0) return "0";
    const [whole = "", rest] = trim((tick / size).toFixed(digits)).split(".");
    return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (rest ? `.${rest}` : "") + (unit?.sign ?? "");
  });
}

/** Where a logarithmic axis has ticks: at powers of ten, and at 2 and 5 times them where few fit; `most` at most. */
export function logTicks([low, high]: readonly [number, number], most: number): number[] {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const inside = (factors: readonly number[], every: number) => {
    const ticks: number[] = [];
    for (let power = Math.ceil(first / every) * every; power <= last; power += every) {
      for (const factor of factors) ticks.push(Number(`${factor}e${power}`));
    }
    return ticks.filter((tick) => tick >= low && tick <= high);
  };
  const wishes = [
    inside([1, 2, 3, 4, 5, 6, 7, 8, 9], 1),
    inside([1, 2, 5], 1),
    inside([1, 3], 1),
    ...[1, 2, 3, 5, 10, 20, 50, 100].map((every) => inside([1], every)),
  ];
  const fitting = wishes.find((ticks) => ticks.length <= most && ticks.length > 1);
  if (fitting) return fitting;
  // Less than a tick apart: an axis as short as that is as good as straight.
  const step = 10 ** Math.floor(Math.log10(high - low));
  const start = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - start + 1 }, (_, k) =>
    Number(((start + k) * step).toPrecision(12)),
  );
}

/** Ticks of a logarithmic axis: the powers of ten, and between them what there is room for. */
export function logTickLabels(ticks: readonly (number | null)[]): (string | null)[] {
  return ticks.map((tick) => {
    if (tick === null) return null;
    if (tick >= 1e-3 && tick < 1e15) return tickLabels([tick], tick)[0] as string;
    return trim(tick.toExponential(0)).replace("e+", "e");
  });
}

/** Steps between ticks of a duration, in seconds. */
export const SECONDS_STEPS = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800,
  3600, 7200, 10800, 21600, 43200, 86400, 172800, 432000, 864000, 1728000, 4320000,
];

/** "0", "30 s", "5 min", "2 h", "3 d": in the unit of the step between ticks. */
export function secondsLabels(ticks: readonly number[], step: number): string[] {
  const [size, unit] =
    step >= 86400 ? [86400, "d"] : step >= 3600 ? [3600, "h"] : step >= 60 ? [60, "min"] : [1, "s"];
  const digits = decimalsOf(step / size);
  return ticks.map((tick) => (tick === 0 ? "0" : `${trim((tick / size).toFixed(digits))} ${unit}`));
}

/** A length of time in words: "4 s", "12 min", "10 h 58 min", "3 d 2 h". */
export function formatDuration(seconds: number): string {
  const sign = seconds < 0 ? "−" : "";
  const size = Math.abs(seconds);
  if (size < 10) return `${sign}${trim(size.toFixed(size < 1 ? 2 : 1))} s`;
  if (size < 60) return `${sign}${Math.round(size)} s`;
  const minutes = Math.round(size / 60);
  if (minutes < 60) return `${sign}${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${sign}${hours} h${minutes % 60 ? ` ${minutes % 60} min` : ""}`;
  const rounded = Math.round(minutes / 60);
  return `${sign}${Math.floor(rounded / 24)} d${rounded % 24 ? ` ${rounded % 24} h` : ""}`;
}

const clock = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "medium" });

/** Where a place on the x axis is, as its readout says it: "step 5,350,000", "10 h 58 min", "2021-03-04 12:00:05". */
export function formatX(x: number, kind: XKind, name: string): string {
  if (kind === "seconds") return `${formatDuration(x)} after the start`;
  if (kind === "time") return clock.format(x * 1000);
  return `${name} ${formatNumber(x)}`;
}
