import { addIcons } from "../../controls/icon";

/** Icons that only views of runs draw; each state of a run has a form of its own. */
const PATHS = {
  "run-running": "M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM8 7.2a.8.8 0 1 1 0 1.6.8.8 0 0 1 0-1.6z",
  "run-finished": "M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM5.5 8.2 7.3 10l3.2-3.8",
  "run-failed": "M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM6 6l4 4M10 6l-4 4",
  "run-crashed": "M5.7 2.5h4.6l3.2 3.2v4.6l-3.2 3.2H5.7l-3.2-3.2V5.7zM8 5v3.7M8 11v.01",
  "run-killed": "M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM6.2 6.2h3.6v3.6H6.2z",
  pause: "M6 3.5v9M10 3.5v9",
  play: "M5 3.3 12.5 8 5 12.7z",
  "axis-log": "M3 3v10h10M5.5 10.5C6 6.5 8 5 12.5 4.5",
} as const;

export type RunIcon = keyof typeof PATHS;

addIcons(PATHS);
