import { addIcons } from "../controls/icon";

/** Icons that only panels and menus draw. */
const PATHS = {
  pencil: "M3 13l.6-2.8L10.8 3l2.2 2.2-7.2 7.2z",
  trash: "M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.5 9h6l.5-9M7 7v4M9 7v4",
  copy: "M6 6h7v7.5H6zM10 6V2.5H3V10h3",
  code: "M5.5 4.5 2 8l3.5 3.5M10.5 4.5 14 8l-3.5 3.5",
  keyboard: "M1.5 4.5h13V12h-13zM4 7v.01M6.700 7v.01M9.300 7v.01M12 7v.01M5.500 9.800h5",
  download: "M8 2.5V10M5 7.3 8 10l3-2.7M3 9.5V13h10V9.5",
} as const;

export type MenuIcon = keyof typeof PATHS;

addIcons(PATHS);
