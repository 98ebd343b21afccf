/** Numbers and dates as the table writes them. */

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

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
  if (typeof value === "bigint") return value.toLocaleString("en-US").replace("-", "−");
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  let text: string;
  if (size !== 0 && (size >= 1e15 || size < 1e-3)) text = value.toExponential(2).replace("e+", "e");
  else if (Number.isInteger(value)) text = whole.format(value);
  else {
    const digits = size >= 1000 ? 1 : size >= 100 ? 1 : size >= 10 ? 2 : 3;
    text = value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  }
  return text.replace("-", "−");
}

/** A bound of an axis: two digits are enough. */
export function formatBound(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (Number.isInteger(value) && size < 1e6) return whole.format(value).replace("-", "−");
  if (size >= 1e6 || size < 1e-2) return value.toExponential(1).replace("e+", "e").replace("-", "−");
  return value
    .toLocaleString("en-US", { maximumFractionDigits: size >= 100 ? 0 : size >= 10 ? 1 : 2 })
    .replace("-", "−");
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

const NUMBER_WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/** Small counts in words, as in a sentence. */
export function countInWords(count: number): string {
  return NUMBER_WORDS[count] ?? formatCount(count);
}
