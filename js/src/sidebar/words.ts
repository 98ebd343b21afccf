/** What stands at the end of a row, and in the foot. */
import { formatCount, formatNumber } from "../format";
import { counted, shortAge } from "../views/project/words";
import type { RunRow, VersionRow } from "./wire";

/** When a run ended, or last wrote; of one that goes on, when it began. */
export function lastTime(run: RunRow): string {
  const start = Date.parse(run.created_at);
  if (run.duration_s === null || Number.isNaN(start)) return run.created_at;
  return new Date(start + 1000 * run.duration_s).toISOString();
}

/** "now" for a run that goes on, else how long ago it ended. */
export function runAge(run: RunRow, nowMs: number): string {
  return run.state === "running" ? "now" : shortAge(lastTime(run), nowMs);
}

/** What stands beside a run: its step while it goes on or where it broke, else the number of the chosen key. */
export function runValue(run: RunRow): { text: string; isState: boolean } {
  if (run.state === "running") {
    return { text: run.steps ? `step ${formatCount(run.steps - 1)}` : "", isState: true };
  }
  if (run.state !== "finished" && run.crashed_at !== null) {
    return { text: `step ${formatCount(run.crashed_at)}`, isState: true };
  }
  const { value } = run;
  if (value === null) return { text: "", isState: false };
  return { text: typeof value === "number" ? formatNumber(value) : value.replace("-", "−"), isState: false };
}

const UNITS = ["B", "kB", "MB", "GB", "TB"];

/** "812 B", "5.0 kB", "38 kB", "1.2 MB". */
export function sizeWords(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 999.5 && unit < UNITS.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit > 0 && size < 9.95 ? size.toFixed(1) : Math.round(size)} ${UNITS[unit]}`;
}

/** Rows of a version, or its size where it has no table. */
export function versionValue({ rows, size }: Pick<VersionRow, "rows" | "size">): string {
  return rows === null ? sizeWords(size) : counted(rows, "row");
}

/** "Up to date, 4 s ago". */
export function statusWords(lastMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.floor((nowMs - lastMs) / 1000));
  if (seconds < 60) return `Up to date, ${seconds} s ago`;
  return `Read ${shortAge(new Date(lastMs).toISOString(), nowMs)} ago`;
}
