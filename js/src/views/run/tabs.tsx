import { TabStrip } from "../../controls/tab-strip";
import { ArtifactsTab } from "./artifacts-tab";
import { ChartsTab } from "./charts-tab";
import { ConsoleTab } from "./console-tab";
import { HistogramsTab } from "./histograms-tab";
import { MediaTab } from "./media-tab";
import { MEDIA_KINDS } from "./media-view";
import type { Tab } from "./run-options";
import type { RunState } from "./run-state";

export const TAB_NAMES: Record<Tab, string> = {
  charts: "Charts",
  media: "Media",
  histograms: "Histograms",
  console: "Console",
  artifacts: "Artifacts",
};

export interface TabAbout {
  value: Tab;
  /** How much is in it; 0 where that is not counted. */
  count: number;
}

/** What the run has, a tab each; what it has nothing of has none. Charts are always there. */
export function tabsOf(state: RunState): TabAbout[] {
  const info = state.info.value;
  const count = (isIn: (kind: string) => boolean) =>
    (info?.keys ?? []).filter(({ kind }) => isIn(kind)).length;
  const lines = state.groups.value.reduce((sum, group) => sum + group.charts.length, 0);
  const charts = lines + count((kind) => kind === "chart");
  const media = count((kind) => kind === "table" || MEDIA_KINDS.has(kind));
  const histograms = count((kind) => kind === "histogram");
  const artifacts = info?.artifact_count ?? 0;
  return [
    { value: "charts", count: charts },
    ...(media > 0 ? [{ value: "media", count: media } as const] : []),
    ...(histograms > 0 ? [{ value: "histograms", count: histograms } as const] : []),
    ...((info?.console_size ?? 0) > 0 ? [{ value: "console", count: 0 } as const] : []),
    ...(artifacts > 0 ? [{ value: "artifacts", count: artifacts } as const] : []),
  ];
}

export function TabBody({ state, tab }: { state: RunState; tab: Tab }) {
  if (tab === "media") return <MediaTab state={state} />;
  if (tab === "histograms") return <HistogramsTab state={state} />;
  if (tab === "console") return <ConsoleTab state={state} />;
  if (tab === "artifacts") return <ArtifactsTab state={state} />;
  return <ChartsTab state={state} />;
}

interface TabsProps {
  state: RunState;
  tabs: TabAbout[];
  tab: Tab;
}

export function Tabs({ state, tabs, tab }: TabsProps) {
  return (
    <TabStrip
      class="dv-run-tabs"
      label="What the run logged"
      tabs={tabs.map(({ value, count }) => ({ value, name: TAB_NAMES[value], count }))}
      tab={tab}
      onChoose={(value) => {
        state.options.tab.value = value;
      }}
    />
  );
}
