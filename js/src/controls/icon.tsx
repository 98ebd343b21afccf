import type { MediaIcon } from "../media/media-icons";
import type { MoleculeIcon } from "../media/molecules/molecule-icons";
import type { SpatialIcon } from "../media/spatial/spatial-icons";
import type { CompareIcon } from "../views/compare/compare-icons";
import type { MenuIcon } from "../views/menu-icons";
import type { PictureIcon } from "../views/picture-icons";
import type { ProjectIcon } from "../views/project/project-icons";
import type { RunIcon } from "../views/run/run-icons";

/** One set: 16 px, 1.5 px stroke, round ends. Each entry is the data of one path. */
const PATHS = {
  // kinds of columns
  text: "M4 4.5v-1h8v1M8 3.5v9M6.5 12.5h3",
  number: "M6.2 3 5 13M11 3 9.8 13M3.2 6h10M2.8 10h10",
  image: "M2.5 3.5h11v9h-11zM2.5 10.5 6 7.5l3 2.5 1.5-1.2 3 2.2M10.6 6.1v.01",
  boolean: "M5.5 4.5h5a3.5 3.5 0 0 1 0 7h-5a3.5 3.5 0 0 1 0-7zM10.5 8v.01",
  timestamp: "M3 4.5h10V13H3zM3 7.5h10M5.5 3v2M10.5 3v2",
  list: "M6 4h7.5M6 8h7.5M6 12h7.5M3 4v.01M3 8v.01M3 12v.01",
  struct:
    "M6 3c-1.5 0-2 .6-2 1.8v1.5C4 7.4 3.5 8 2.5 8c1 0 1.5.6 1.5 1.7v1.5c0 1.2.5 1.8 2 1.8M10 3c1.5 0 2 .6 2 1.8v1.5c0 1.1.5 1.7 1.5 1.7-1 0-1.5.6-1.5 1.7v1.5c0 1.2-.5 1.8-2 1.8",
  any: "M5.8 6.2c0-3 4.4-3 4.4 0 0 1.7-2.2 1.7-2.2 3.5M8 12.3v.01",
  // kinds of media
  sound: "M2.5 6.8v2.4M5.2 4.8v6.4M8 2.5v11M10.8 5.2v5.6M13.5 6.8v2.4",
  video: "M2.5 3.5h11v9h-11zM6.7 6v4l3.3-2z",
  html: "M5.2 5 2.3 8l2.9 3M10.8 5l2.9 3-2.9 3M9.2 3.5l-2.4 9",
  molecule: "M8 2.3 13 5.2v5.6l-5 2.9-5-2.9V5.2zM8 5l2.6 1.5v3",
  solid: "M8 2.2 13 5v6l-5 2.8L3 11V5zM3 5l5 2.8L13 5M8 7.8v6",
  plot: "M2.5 2.5v11h11M5 10.2l2.6-3.4 2.2 1.6L13 4.5",
  derived: "M11.5 3.5c-2-.9-3.3 0-3.7 2L6.4 12c-.3 1.4-1.3 2-2.6 1.4M5 7h6",
  // ways to show a column
  bar: "M3 4.5h10M3 8h6M3 11.5h8",
  position: "M2.5 8h11M6 5v6",
  shade: "M2.5 2.5h5v5h-5zM8.5 8.5h5v5h-5zM7.5 7.5l1 1",
  histogram: "M3 13V9.5M6 13V5M9 13V3M12 13V7",
  mean: "M2.5 8h11M8 6a2 2 0 1 1 0 4 2 2 0 0 1 0-4z",
  box: "M2 8h2.5M11.5 8H14M4.5 4.5h7v7h-7zM7.5 4.5v7",
  sum: "M12 4.5V3H4l4.5 5L4 13h8v-1.5",
  // directions
  down: "M4.5 6.5 8 10l3.5-3.5",
  left: "M9.5 4.5 6 8l3.5 3.5",
  right: "M6.5 4.5 10 8l-3.5 3.5",
  // sentence and table
  asc: "M8 13V3.5M4.5 7 8 3.5 11.5 7",
  desc: "M8 3v9.5M4.5 9 8 12.5 11.5 9",
  filter: "M2.5 4h11M4.5 8h7M6.5 12h3",
  group: "M3 3.5h10M5.5 8H13M5.5 12.5H13M3 6v6.5h1",
  table: "M2.5 3.5h11v9h-11zM2.5 7h11M7 7v5.5",
  columns: "M2.5 3.5h11v9h-11zM6.2 3.5v9M9.8 3.5v9",
  gallery: "M3 3h4v4H3zM9 3h4v4H9zM3 9h4v4H3zM9 9h4v4H9z",
  pin: "M6 2.5h4M6.7 2.5v4.2L4.5 9.5h7L9.3 6.7V2.5M8 9.5v4",
  grip: "M6 4v.01M10 4v.01M6 8v.01M10 8v.01M6 12v.01M10 12v.01",
  negate: "M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM4.2 4.2l7.6 7.6",
  ticked: "M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM5.5 8.2 7.3 10l3.2-3.8",
  unticked: "M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11z",
  undo: "M6 4 3 7l3 3M3.5 7H10a3 3 0 0 1 0 6H7",
  redo: "M10 4l3 3-3 3M12.5 7H6a3 3 0 0 0 0 6h3",
  // actions
  plus: "M8 3.5v9M3.5 8h9",
  minus: "M3.5 8h9",
  close: "M4.5 4.5l7 7M11.5 4.5l-7 7",
  edit: "M3 13l.7-3L10.5 3.2l2.3 2.3L6 12.3zM9 4.7 11.3 7",
  copy: "M5.5 5.5h8v8h-8zM3.5 10.5h-1v-8h8v1",
  check: "M3.5 8.5l3 3 6-7",
  search: "M7 3a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM10 10l3.5 3.5",
  eye: "M1.8 8S4 4 8 4s6.2 4 6.2 4-2.2 4-6.2 4-6.2-4-6.2-4zM8 6.3a1.7 1.7 0 1 1 0 3.4 1.7 1.7 0 0 1 0-3.4z",
  "eye-off":
    "M3 3l10 10M6.5 4.2C10.5 3.2 14.2 8 14.2 8s-.8 1.4-2.2 2.5M9.5 11.8C5.5 12.8 1.8 8 1.8 8s.8-1.4 2.2-2.5",
  expand: "M9.5 3H13v3.5M13 3 9 7M6.5 13H3V9.5M3 13l4-4",
  fit: "M2.5 5.5v-3h3M13.5 5.5v-3h-3M2.5 10.5v3h3M13.5 10.5v3h-3",
  panel: "M2.5 3.5h11v9h-11zM10 3.5v9",
  classes: "M2.5 2.5H7V7H2.5zM9 2.5h4.5V7H9zM2.5 9H7v4.5H2.5zM9 9h4.5v4.5H9z",
  label: "M2.5 4.5h7l4 3.5-4 3.5h-7z",
  more: "M3.5 8v.01M8 8v.01M12.5 8v.01",
  bookmark: "M4.5 2.5h7v11L8 10.5l-3.5 3z",
  export: "M8 10V2.5M5 5.2 8 2.5l3 2.7M3 9.5V13h10V9.5",
  stop: "M4.5 4.5h7v7h-7z",
  // states
  warning: "M8 2.5 14 13H2zM8 6.5v3M8 11.3v.01",
  clock: "M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM8 5v3.2l2 1.3",
  missing: "M5.5 3.5h8v8M10.5 12.5h-8v-8M2.5 2.5l11 11M3 11l3-3 1.5 1.5",
  info: "M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM8 7.5v3.5M8 5.2v.01",
} as const;

export type IconName =
  | keyof typeof PATHS
  | PictureIcon
  | MenuIcon
  | ProjectIcon
  | RunIcon
  | CompareIcon
  | MediaIcon
  | MoleculeIcon
  | SpatialIcon;

const paths: Record<string, string> = PATHS;

/** Take the icons that only a chunk draws. */
export function addIcons(more: Record<string, string>): void {
  Object.assign(paths, more);
}

/** A drawing without a name of its own: the control around it says what it is. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      class={`dv-icon dv-icon-${name}`}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  );
}
