import { addIcons } from "../controls/icon";

/** Icons of the viewer and of what is drawn over pictures. */
const PATHS = {
  // modes
  side: "M1.8 3h5.5v10H1.8zM8.7 3h5.5v10H8.7z",
  overlay: "M2 2h8.5v8.5H2zM5.5 5.5H14V14H5.5z",
  swipe: "M8 2v12M5.5 5.5 3 8l2.5 2.5M10.5 5.5 13 8l-2.5 2.5",
  difference:
    "M6 3.7a4.3 4.3 0 1 0 0 8.6 4.3 4.3 0 1 0 0-8.6zM10 3.7a4.3 4.3 0 1 0 0 8.6 4.3 4.3 0 1 0 0-8.6z",
  // looks and lines
  fill: "M3 3h10v10H3z",
  outline: "M3 3h10v10H3z",
  both: "M3 3h10v10H3z",
  solid: "M2 8h12",
  dashed: "M2 8h2.2M6.9 8h2.2M11.8 8H14",
  dotted: "M2.5 8h.01M6.2 8h.01M9.9 8h.01M13.5 8h.01",
  // outcomes
  cross: "M4 4l8 8M12 4l-8 8",
  ring: "M8 3.3a4.7 4.7 0 1 0 0 9.4 4.7 4.7 0 1 0 0-9.4z",
  arrow: "M3 8h10M9.5 4.5 13 8l-3.5 3.5",
} as const;

export type PictureIcon = keyof typeof PATHS;

addIcons(PATHS);
