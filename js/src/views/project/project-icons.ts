import { addIcons } from "../../controls/icon";

/** Icons that only projects draw. */
const PATHS = {
  dataset:
    "M3 4c0-2.200 10-2.200 10 0v8c0 2.200-10 2.200-10 0zM3 4c0 2.200 10 2.200 10 0M3 8c0 2.200 10 2.200 10 0",
  model: "M8 2.200 13 5v6l-5 2.800L3 11V5zM3 5l5 2.800L13 5M8 7.800v6",
  artifact: "M2.500 5.500h11v8h-11zM2.500 5.500 4 2.500h8l1.500 3M6.500 8.500h3",
  folder: "M2 4.500V3h4l1.500 2H14v8H2z",
  document: "M4 2.500h5l3 3v8H4zM9 2.500v3h3",
  compare: "M2.500 2.500h7v7h-7zM6.500 9.500v4h7v-7h-4",
  open: "M9 2.500h4.500V7M13.500 2.500 7.500 8.500M11.500 9v4.500h-9v-9H7",
  "go-back": "M13 8H3M7 4 3 8l4 4",
  sidebar: "M2.500 3.500h11v9h-11zM6 3.500v9",
  gone: "M3 4.500h10M6.500 4.500v-2h3v2M4.500 4.500l.5 9h6l.5-9",
  download: "M8 2.500V10M5 7.300 8 10l3-2.700M3 9.500V13h10V9.500",
} as const;

export type ProjectIcon = keyof typeof PATHS;

addIcons(PATHS);
