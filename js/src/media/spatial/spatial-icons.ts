import { addIcons } from "../../controls/icon";

/** Icons of what can be done with clouds and meshes. */
const PATHS = {
  corner: "M8 2.2 13 5v6l-5 2.8L3 11V5zM3 5l5 2.8L13 5M8 7.8v6",
  above: "M8 2.2 13 5 8 7.8 3 5zM3 8.5v2.5l5 2.8 5-2.8V8.5",
  before: "M3.5 3.5h9v9h-9zM6.2 6.2h3.6v3.6H6.2z",
  beside: "M3.5 3.5h9v9h-9zM9.5 3.5v9",
  grid: "M1.8 12.5 4.5 4h7l2.7 8.5zM3.3 8h9.4M8 4v8.5",
  boxes: "M2.5 5.5h7v7h-7zM2.5 5.5 6 3h7.5v7l-4 2.5M9.5 5.5 13.5 3",
  wire: "M8 2 14 13H2zM8 2v5.5L2 13M8 7.5 14 13",
  photo: "M2.5 5h2.6l1-1.6h3.8L10.9 5h2.6v7.5h-11zM8 6.5a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 0 1 0-4.4z",
} as const;

export type SpatialIcon = keyof typeof PATHS;

addIcons(PATHS);
