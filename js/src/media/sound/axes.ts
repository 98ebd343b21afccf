import type { Span } from "./spans";

export interface Tick {
  /** CSS pixels from the left, or from the top. */
  at: number;
  label: string;
}

const TIME_PX = 72;
const HERTZ_PX = 20;
const STEPS = [1, 2, 5];
/** Steps of minutes and hours, in seconds. */
const LONG_S = [10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];

/** Ticks of the time in sight. */
export function timeTicks({ from, to }: Span, width: number): Tick[] {
  const length = to - from;
  if (!(length > 0) || width <= 0) return [];
  const least = (length * TIME_PX) / width;
  const step = stepOver(least);
  const first = Math.ceil(from / step - 1e-9);
  return Array.from({ length: Math.floor(to / step + 1e-9) - first + 1 }, (_, k) => {
    const time = (first + k) * step;
    return { at: ((time - from) / length) * width, label: timeLabel(time, step) };
  });
}

/** The next round step: 1, 2 or 5 of a power of ten, and from ten seconds on those of a clock. */
function stepOver(least: number): number {
  const long = LONG_S.find((each) => each >= least);
  if (least > 5 && long !== undefined) return long;
  const ten = 10 ** Math.floor(Math.log10(least));
  return (STEPS.find((each) => each * ten >= least * 0.999) ?? 10) * ten;
}

/** "0.25 s", "12 s", "1:30", "1:05:00". */
function timeLabel(time: number, step: number): string {
  if (step < 10) {
    const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    return `${time.toFixed(digits)} s`;
  }
  const whole = Math.round(time);
  const two = (part: number) => String(part).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** Where a frequency stands, between the edges of rows that fall from the top. */
export function placeOfHertz(edges: readonly number[], hertz: number, height: number): number {
  const rows = edges.length - 1;
  let row = 0;
  while (row < rows - 1 && (edges[row + 1] as number) > hertz) row++;
  const [high, low] = [edges[row] as number, edges[row + 1] as number];
  return ((row + Math.min(1, Math.max(0, (high - hertz) / (high - low)))) / rows) * height;
}

/** The frequency at a place. */
export function hertzAt(edges: readonly number[], y: number, height: number): number {
  const rows = edges.length - 1;
  const place = Math.min(rows, Math.max(0, (y / height) * rows));
  const row = Math.min(rows - 1, Math.floor(place));
  const [high, low] = [edges[row] as number, edges[row + 1] as number];
  return high - (place - row) * (high - low);
}

/** Ticks of the frequencies: round numbers as close as they can be read, from the lowest up. */
export function hertzTicks(edges: readonly number[], height: number, isLinear: boolean): Tick[] {
  const top = edges[0] as number;
  const bottom = edges.at(-1) as number;
  const wishes = isLinear ? evenly(top, height) : [0, ...decades(top)];
  const ticks: Tick[] = [];
  let last = Number.POSITIVE_INFINITY;
  for (const hertz of wishes) {
    if (hertz < bottom || hertz > top) continue;
    const at = placeOfHertz(edges, hertz, height);
    if (last - at < HERTZ_PX || at < 7) continue;
    ticks.push({ at, label: formatHertz(hertz) });
    last = at;
  }
  return ticks;
}

function evenly(top: number, height: number): number[] {
  const least = (top * HERTZ_PX * 1.6) / height;
  const step = decades(top).find((each) => each >= least) ?? top;
  return Array.from({ length: Math.floor(top / step) + 1 }, (_, k) => k * step);
}

function decades(top: number): number[] {
  const found: number[] = [];
  for (let ten = 1; ten <= top; ten *= 10)
    for (const step of STEPS) if (step * ten <= top) found.push(step * ten);
  return found;
}

/** "440", "1.2k". */
export function formatHertz(hertz: number): string {
  if (hertz < 1000) return String(Math.round(hertz));
  return `${Number((hertz / 1000).toFixed(hertz < 10_000 ? 2 : 1))}k`;
}
