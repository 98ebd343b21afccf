import { addIcons } from "../controls/icon";

/** Icons of what media are, and of what every viewer can do. */
const PATHS = {
  sound: "M2.5 6.8v2.4M5.2 4.8v6.4M8 2.5v11M10.8 5.2v5.6M13.5 6.8v2.4",
  video: "M2.5 3.5h11v9h-11zM6.7 6v4l3.3-2z",
  html: "M5.2 5 2.3 8l2.9 3M10.8 5l2.9 3-2.9 3M9.2 3.5l-2.4 9",
  molecule: "M8 2.3 13 5.2v5.6l-5 2.9-5-2.9V5.2zM8 5l2.6 1.5v3",
  solid: "M8 2.2 13 5v6l-5 2.8L3 11V5zM3 5l5 2.8L13 5M8 7.8v6",
  plot: "M2.5 2.5v11h11M5 10.2l2.6-3.4 2.2 1.6L13 4.5",
  file: "M4 2.5h5l3 3v8H4zM9 2.5v3h3",
  download: "M8 2.5V10M5 7.3 8 10l3-2.7M3 9.5V13h10V9.5",
} as const;

export type MediaIcon = keyof typeof PATHS;

addIcons(PATHS);
