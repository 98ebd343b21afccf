import type { ComponentType } from "preact";
import type { IconName } from "../../controls/icon";
import { GroupsTab } from "./groups/groups-tab";
import { RowsTab } from "./rows/rows-tab";
import { ScoresTab } from "./scores/scores-tab";
import type { Tab } from "./wire";

/** One way to look at compared tables; it fills the view below the title bar. */
export interface TabAbout {
  value: Tab;
  label: string;
  icon: IconName;
  Body: ComponentType;
}

export const TABS: readonly TabAbout[] = [
  { value: "rows", label: "Rows", icon: "compare-rows", Body: RowsTab },
  { value: "groups", label: "Groups", icon: "compare-groups", Body: GroupsTab },
  { value: "scores", label: "Scores", icon: "compare-scores", Body: ScoresTab },
];
