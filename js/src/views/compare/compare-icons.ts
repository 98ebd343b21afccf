import { addIcons } from "../../controls/icon";

/** Icons that only comparisons draw. */
const PATHS = {
  "compare-rows": "M2.5 4.5h11M2.5 8h11M2.5 11.5h11",
  "compare-groups": "M2.5 12.5v-4h3v4M6.5 12.5v-9h3v9M10.5 12.5v-6h3v6",
  "compare-scores": "M2.5 2.5v11h11M4.5 11c1-5 4-7 8.5-7.5",
  key: "M5.3 5.4a2.6 2.6 0 1 0 0 5.2 2.6 2.6 0 0 0 0-5.2zM7.9 8h5.6v2.4M11 8v2",
  swap: "M3 5.5h9.5M10 3l2.5 2.5L10 8M13 10.5H3.5M6 8l-2.5 2.5L6 13",
  changed: "M2.5 2.5h7v7h-7zM6.5 6.5h7v7h-7z",
  beside: "M2.5 3.5H7v9H2.5zM9 3.5h4.5v9H9z",
  swiped: "M2.5 3.5h11v9h-11zM8 2v12M5.8 6.5 4.5 8l1.3 1.5M10.2 6.5 11.5 8l-1.3 1.5",
  equal: "M3.5 6h9M3.5 10h9",
  sort: "M5 3v10M2.5 10.5 5 13l2.5-2.5M11 13V3M8.5 5.500 11 3l2.500 2.500",
} as const;

export type CompareIcon = keyof typeof PATHS;

addIcons(PATHS);
