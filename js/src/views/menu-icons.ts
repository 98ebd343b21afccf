import { addIcons } from "../controls/icon";

/** Icons that only panels and menus draw. */
const PATHS = {
  pencil: "M3 13l.6-2.8L10.8 3l2.2 2.2-7.2 7.2z",
  trash: "M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.5 9h6l.5-9M7 7v4M9 7v4",
  copy: "M6 6h7v7.5H6zM10 6V2.5H3V10h3",
  code: "M5.5 4.5 2 8l3.5 3.5M10.5 4.5 14 8l-3.5 3.5",
  keyboard: "M1.5 4.5h13V12h-13zM4 7v.01M6.700 7v.01M9.300 7v.01M12 7v.01M5.500 9.800h5",
  download: "M8 2.5V10M5 7.3 8 10l3-2.7M3 9.5V13h10V9.5",
  "web-page": "M2 3h12v10H2zM2 6h12M4 4.500v.01M5.800 4.500v.01",
  markdown: "M1.500 4h13v8h-13zM4 10V6.500l2 2 2-2V10M11.500 6v3.500M10 8l1.500 1.700L13 8",
  tree: "M3 3.500h3M3 3.500v9h3M3 8h3M8.500 3.500H13M8.500 8H13M8.500 12.500H13",
  difference: "M4.500 2.500v5M2 5h5M2 11h5M10 3.500h4M10 8h4M10 12.500h4",
  sparkline: "M2 10.500 5 6l2.500 4L10 4l4 7",
  "histogram-shared": "M2.500 13.500h11M4.500 11V8M8 11V3.500M11.500 11V6",
  "local-time":
    "M8 14s4.500-4.200 4.500-7.500a4.500 4.500 0 0 0-9 0C3.500 9.800 8 14 8 14zM8 5v1.700l1.200.8",
  "relative-time": "M3.200 5.500A5.500 5.500 0 1 1 2.500 8M3 2.500v3h3M8 5v3.200l2 1.300",
} as const;

export type MenuIcon = keyof typeof PATHS;

addIcons(PATHS);
