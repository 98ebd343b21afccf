import { addIcons } from "../controls/icon";

/** Icons of the ways to read a cell; the column menu draws the same. */
export const PATHS = {
  markdown: "M1.500 4h13v8h-13zM4 10V6.500l2 2 2-2V10M11.500 6v3.500M10 8l1.500 1.700L13 8",
  tree: "M3 3.500h3M3 3.500v9h3M3 8h3M8.500 3.500H13M8.500 8H13M8.500 12.500H13",
  difference: "M4.500 2.500v5M2 5h5M2 11h5M10 3.500h4M10 8h4M10 12.500h4",
} as const;

addIcons(PATHS);
