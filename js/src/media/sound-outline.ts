/** A sound as a shape: one run along its highest samples, and back along its lowest. */

/** Columns are at least so far apart, in CSS pixels. */
const COLUMN_PX = 1.5;
/** Half of the least height, so that silence is a line. */
const LEAST_PX = 0.5;

/**
 * The data of a path.
 *
 * @param pairs Lowest and highest of each column, -127 to 127.
 */
export function outlinePath(pairs: Int8Array, width: number, height: number): string {
  const count = pairs.length / 2;
  const columns = Math.max(1, Math.min(count, Math.floor(width / COLUMN_PX)));
  const middle = height / 2;
  const scale = Math.max(0, middle - 1) / 127;
  const top: string[] = [];
  const bottom: string[] = [];
  for (let k = 0; k < columns; k++) {
    const start = Math.floor((k * count) / columns);
    const end = Math.max(start + 1, Math.floor(((k + 1) * count) / columns));
    let low = 127;
    let high = -127;
    for (let at = start; at < end; at++) {
      low = Math.min(low, pairs[2 * at] as number);
      high = Math.max(high, pairs[2 * at + 1] as number);
    }
    const x = columns === 1 ? [0, width] : [(k * width) / (columns - 1)];
    for (const at of x) {
      top.push(`${round(at)} ${round(middle - Math.max(LEAST_PX, high * scale))}`);
      bottom.push(`${round(at)} ${round(middle + Math.max(LEAST_PX, -low * scale))}`);
    }
  }
  return `M${[...top, ...bottom.reverse()].join("L")}Z`;
}

const round = (value: number) => Math.round(value * 10) / 10;

/** "0.49 s", "12.4 s", "1:05", "1:02:03". */
export function formatSeconds(seconds: number): string {
  if (seconds < 59.95) return `${seconds < 9.995 ? seconds.toFixed(2) : seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const two = (part: number) => String(part).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
