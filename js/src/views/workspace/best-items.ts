import type { IconName } from "../../controls/icon";
import type { MenuItem } from "../../controls/menu";
import type { Goal } from "../../runs/workspace-wire";
import type { ColumnInfo } from "../../wire";
import "./workspace-icons";
import type { WorkspaceState } from "./workspace-state";

/** In the menu of a column of numbers: whether it says which run is best, and which way. */
export function bestItems(workspace: WorkspaceState, { name, kind }: ColumnInfo): MenuItem[] {
  if (kind !== "number") return [];
  const now = workspace.bestBy.value;
  const item = (goal: Goal, label: string): MenuItem => {
    const checked = now.key === name && now.goal === goal;
    return {
      icon: "star" as IconName,
      label,
      checked,
      onPick: () => {
        workspace.bestBy.value = checked ? {} : { key: name, goal };
      },
    };
  };
  const items = [item("minimize", "Best is the lowest"), item("maximize", "Best is the highest")];
  return workspace.goals.value[name] === "maximize" ? items.reverse() : items;
}
