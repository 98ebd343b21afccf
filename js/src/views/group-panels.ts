import type { IconName } from "../controls/icon";
import type { ColumnInfo } from "../wire";

export type GroupPanelName = "histogram" | "mean" | "box" | "sum";

interface GroupPanel {
  name: GroupPanelName;
  label: string;
  icon: IconName;
}

const PANELS: GroupPanel[] = [
  { name: "histogram", label: "Histogram", icon: "histogram" },
  { name: "mean", label: "Mean", icon: "mean" },
  { name: "box", label: "Box", icon: "box" },
  { name: "sum", label: "Sum", icon: "sum" },
];

/** How a column may be shown over the rows of a group; none where there is but one way. */
export function groupPanelsFor({ kind }: ColumnInfo): GroupPanel[] {
  if (kind === "number") return PANELS;
  return kind === "timestamp" ? PANELS.slice(0, 3) : [];
}

/** The way chosen for a column, or its default. */
export function groupPanelFor(column: ColumnInfo, chosen: string | undefined): GroupPanelName {
  return groupPanelsFor(column).find(({ name }) => name === chosen)?.name ?? "histogram";
}
