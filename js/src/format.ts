/** Numbers and dates as the table writes them. */

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** By number of digits. Making a formatter costs more than all that it writes on a screen. */
const fixed = [0, 1, 2, 3].map(
  (digits) =>
    new Intl.NumberFormat("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }),
);

const compact = new Intl.NumberFormat("en-US", { notation: "compact", maximumSignificantDigits: 2 });

/** A count, with thousands separators. */
export function formatCount(count: number): string {
  return whole.format(count);
}

/** "1 row", "31 rows". */
export function formatRows(count: number): string {
  return `${formatCount(count)} ${count === 1 ? "row" : "rows"}`;
}

/** A number as short as reading needs; the exact one goes into a tooltip. */
export function formatNumber(value: number | bigint): string {
  if (typeof value === "bigint") return whole.format(value).replace("-", "−");
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  let text: string;
  if (size !== 0 && (size >= 1e15 || size < 1e-3)) text = value.toExponential(2).replace("e+", "e");
  else if (Number.isInteger(value)) text = whole.format(value);
  else {
    const digits = size >= 100 ? 1 : size >= 10 ? 2 : 3;
    text = (fixed[digits] as Intl.NumberFormat).format(value);
  }
  return text.replace("-", "−");
}

/** The two ends of an axis, with as many digits as its length asks for: "0" and "0.39". */
export function formatRange(min: number, max: number): [string, string] {
  const largest = Math.max(Math.abs(min), Math.abs(max));
  const length = max - min || largest;
  if (largest >= 1e6 || (largest > 0 && largest < 1e-4)) {
    return [exponent(min), exponent(max)];
  }
  const digits =
    length >= 100 || length === 0 ? 0 : Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(length))));
  const write = (value: number) =>
    (Number(value.toFixed(digits)) + 0)
      .toLocaleString("en-US", { maximumFractionDigits: digits })
      .replace("-", "−");
  return [write(min), write(max)];
}

function exponent(value: number): string {
  return value === 0 ? "0" : value.toExponential(1).replace("e+", "e").replace(".0e", "e").replace("-", "−");
}

/** A count where room is short: "3.5k", "12M". */
export function formatCompact(count: number): string {
  if (count < 10_000) return formatCount(count);
  return compact.format(count).replace("K", "k");
}

/** A share from 0 to 1 in percent: "31.3 %". */
export function formatShare(share: number): string {
  const percent = share * 100;
  return `${percent.toFixed(percent >= 99.95 || percent === 0 ? 0 : 1)} %`;
}

/** A point in time, in milliseconds since 1970, in UTC: "2021-03-04 05:06:07", without what is zero. */
export function formatTime(ms: number): string {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return "not a date";
  const [day = "", rest = ""] = date.toISOString().split("T");
  const time = rest.replace("Z", "").replace(/\.000$/, "");
  return time === "00:00:00" ? day : `${day} ${time}`;
}

/** A bound as a number: a point in time in milliseconds since 1970. Text without a time zone is UTC. */
export function boundNumber(bound: number | string): number {
  if (typeof bound === "number") return bound;
  return Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(bound) || !bound.includes("T") ? bound : `${bound}Z`);
}

/** End of an axis of bins: those of whole numbers are whole numbers wide, and the last may reach past the largest. */
export function axisEnd(
  min: number,
  max: number,
  isInteger: boolean,
  bins: number,
  binsAsked: number,
): number {
  return isInteger && bins > 0 ? min + bins * Math.ceil((max - min + 1) / binsAsked) : max;
}

const NUMBER_WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/** Small counts in words, as in a sentence. */
export function countInWords(count: number): string {
  return NUMBER_WORDS[count] ?? formatCount(count);
}
