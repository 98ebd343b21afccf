import { addIcons } from "../controls/icon";

/** Icons of what every viewer can do; those of kinds of columns are in the core. */
const PATHS = {
  file: "M4 2.5h5l3 3v8H4zM9 2.5v3h3",
  download: "M8 2.5V10M5 7.3 8 10l3-2.7M3 9.5V13h10V9.5",
  // what plays
  play: "M5 3v10l8-5z",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  repeat:
    "M4.5 11.5H10a3.5 3.5 0 0 0 3.5-3.5M11.5 4.5H6A3.5 3.5 0 0 0 2.5 8M9.5 2.5l2 2-2 2M6.5 9.5l-2 2 2 2",
  volume: "M2.5 6.2v3.6H5L8.5 13V3L5 6.2zM10.8 6a3 3 0 0 1 0 4M12.5 4.2a5.5 5.5 0 0 1 0 7.6",
  muted: "M2.5 6.2v3.6H5L8.5 13V3L5 6.2zM11 6.3l3.2 3.4M14.2 6.3 11 9.7",
  "frame-back": "M4.5 4v8M11.5 4 6.5 8l5 4z",
  "frame-on": "M11.5 4v8M4.5 4l5 4-5 4z",
} as const;

export type MediaIcon = keyof typeof PATHS;

addIcons(PATHS);
