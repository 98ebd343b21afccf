import { formatCount } from "../../format";

/** How many runs, in words: "1 run", "1,204 runs". */
export function runsInWords(count: number): string {
  return `${formatCount(count)} ${count === 1 ? "run" : "runs"}`;
}

/** What an x axis is called. */
export function xInWords(x: string): string {
  return { auto: "auto", _step: "step", _relative: "relative time", _timestamp: "wall time" }[x] ?? x;
}
