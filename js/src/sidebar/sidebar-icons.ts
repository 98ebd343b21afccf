import { addIcons } from "../controls/icon";
import "../views/project/project-icons";
import "../views/workspace/workspace-icons";

/** Icons that only the sidebar draws. */
const PATHS = {
  refresh: "M13.500 8A5.500 5.500 0 1 1 11.600 3.800M13.500 2v3h-3",
} as const;

export type SidebarIcon = keyof typeof PATHS;

addIcons(PATHS);
