import { addIcons } from "../../controls/icon";

/** Icons of what can be done with molecules. */
const PATHS = {
  hydrogen: "M5 3.5v9M11 3.5v9M5 8h6",
  water: "M8 2.5c2.4 3 3.7 4.8 3.7 6.8a3.7 3.7 0 0 1-7.4 0c0-2 1.3-3.8 3.7-6.8z",
  spin: "M13.2 6.2A5.5 5.5 0 0 0 3.4 5M2.8 9.8A5.5 5.5 0 0 0 12.6 11M13.4 2.8v3.4H10M2.6 13.2V9.8H6",
  ground: "M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11",
  photo: "M2.5 5h2.6l1-1.6h3.8L10.9 5h2.6v7.5h-11zM8 6.5a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 0 1 0-4.4z",
} as const;

export type MoleculeIcon = keyof typeof PATHS;

addIcons(PATHS);
