import { addIcons } from "../../controls/icon";

/** Icons that only lists of runs draw. */
const PATHS = {
  star: "M8 2.2l1.8 3.7 4 .6-2.9 2.8.7 4L8 11.4l-3.600 1.900.7-4-2.900-2.800 4-.6z",
  "eye-closed":
    "M1.800 7S4 10.200 8 10.200 14.200 7 14.200 7M8 10.200v2.300M3.900 9l-1.500 1.800M12.100 9l1.500 1.800",
  back: "M13 8H3M7 4 3 8l4 4",
} as const;

export type WorkspaceIcon = keyof typeof PATHS;

addIcons(PATHS);
