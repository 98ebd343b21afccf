/** How a run goes, in words. */
import { formatDuration } from "../../charts/axis-format";
import { formatCount, formatNumber } from "../../format";
import type { RunInfo, RunState } from "../../runs/wire";
import type { RunIcon } from "./run-icons";

const WORDS: Record<string, string> = {
  running: "Running",
  finished: "Finished",
  failed: "Failed",
  crashed: "Crashed",
  killed: "Stopped",
};

export const stateWord = (state: RunState): string => WORDS[state] ?? state;
export const stateIcon = (state: RunState): RunIcon =>
  (state in WORDS ? `run-${state}` : "run-finished") as RunIcon;

/** "step 6,200,000 of 10,000,000", "epoch 3 of 10", "step 412"; empty before the first step. */
export function progressWords({ done, total, total_key }: RunInfo): string {
  if (done === null) return "";
  const unit = total_key?.includes("epoch") ? "epoch" : "step";
  return `${unit} ${formatNumber(done)}${total === null ? "" : ` of ${formatNumber(total)}`}`;
}

/** Seconds that a run took, or takes until now. */
export function elapsedSeconds(info: RunInfo, nowMs: number): number {
  const start = Date.parse(info.created_at);
  const end = info.state === "running" ? nowMs : info.finished_at ? Date.parse(info.finished_at) : Number.NaN;
  const seconds = (end - start) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : (info.last_runtime ?? 0);
}

/** What follows the state: "for 12 h 52 min", "in 7 s", "after step 80 of 1,200, exit code 1". */
export function stateWords(info: RunInfo, nowMs: number): string {
  const seconds = formatDuration(elapsedSeconds(info, nowMs));
  if (info.state === "running") return `for ${seconds}`;
  if (info.state === "finished") return `in ${seconds}`;
  const progress = progressWords(info);
  const code = info.exit_code === null ? "" : `, exit code ${info.exit_code}`;
  return `${progress ? `after ${progress}` : `after ${seconds}`}${code}`;
}

/** "1,200 steps", "1 step". */
export function stepsWords({ row_count }: RunInfo): string {
  return `${formatCount(row_count)} ${row_count === 1 ? "step" : "steps"}`;
}

/** What is left of a run, as far as that can be told from how long it took until now. */
export function timeLeft(info: RunInfo, nowMs: number): string {
  const { done, total, state } = info;
  if (state !== "running" || !done || total === null || done >= total) return "";
  const seconds = (elapsedSeconds(info, nowMs) / done) * (total - done);
  if (seconds < 60) return "less than a minute left";
  return `about ${formatDuration(Math.round(seconds / 60) * 60)} left`;
}

/** How long ago the last point was logged, "2 s ago"; empty where there is none. */
export function age({ last_timestamp }: RunInfo, nowMs: number): string {
  if (last_timestamp === null) return "";
  const seconds = Math.max(0, nowMs / 1000 - last_timestamp);
  return `${formatDuration(Math.round(seconds))} ago`;
}

/** How far a run is, from 0 to 1; null where its end is not known. */
export function shareDone({ done, total }: RunInfo): number | null {
  return done === null || total === null || total <= 0 ? null : Math.min(1, done / total);
}

/** "Paused, 14 new points". */
export function heldWords(points: number): string {
  return points === 0 ? "Paused" : `Paused, ${formatCount(points)} new ${points === 1 ? "point" : "points"}`;
}
