import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { TabStrip } from "../../controls/tab-strip";
import type { Opened, ProjectTab, VersionAbout } from "../../project/wire";
import { ChunkProgress } from "../chunked";
import { DeletedHead, DeletedVersion } from "./deleted-version";
import { Failed } from "./failed";
import { FilesTab } from "./files-tab";
import { LineageTab } from "./lineage-tab";
import { MetadataTab } from "./metadata-tab";
import { OverviewTab } from "./overview-tab";
import { useProject } from "./project-state";
import { useQuestion } from "./use-question";
import { VersionHead } from "./version-head";
import { VersionsTab } from "./versions-tab";

interface VersionPageProps {
  opened: Opened;
  treeButton: ComponentChildren;
}

/** All about one version; of an artifact that was opened as a whole, its newest. */
export function VersionPage({ opened, treeButton }: VersionPageProps) {
  const state = useProject();
  const { name } = opened;
  const version = opened.kind === "artifact" ? null : opened.version;
  const { reply, failure, retry } = useQuestion("version", { name, version }, state.edition.value);
  /** Of the lineage, once it is known. */
  const nodes = useSignal(0);
  if (!reply) {
    return (
      <div class="dv-project-scroll">
        <header class="dv-page-head">
          {treeButton}
          <h2 class="dv-text">
            {name}
            {version !== null && (
              <>
                <span class="dv-quiet">:</span>v{version}
              </>
            )}
          </h2>
        </header>
        {failure === null ? (
          <div class="dv-project-wait" aria-busy="true">
            <ChunkProgress label="Reading the version" />
            {state.channel.isBusy.value && <p role="status">Kernel busy: the version is read after it.</p>}
          </div>
        ) : (
          <Failed message="The version cannot be read." failure={failure} onRetry={retry} />
        )}
      </div>
    );
  }
  const about = reply.result;
  const isGone = about.deleted !== null;
  const tab = tabOf(opened, state.tab.value, isGone);
  return (
    <div class="dv-version" aria-busy={state.channel.isSlow.value}>
      {isGone ? (
        <DeletedHead about={about} treeButton={treeButton} />
      ) : (
        <VersionHead about={about} treeButton={treeButton} />
      )}
      <Tabs about={about} tab={tab} nodes={nodes.value} />
      {failure !== null && <Failed message="What is shown may be old." failure={failure} onRetry={retry} />}
      <div class={`dv-page-body is-${tab}`} role="tabpanel" aria-label={NAMES[tab]}>
        {tab === "overview" && (isGone ? <DeletedVersion about={about} /> : <OverviewTab about={about} />)}
        {tab === "files" && <FilesTab about={about} />}
        {tab === "metadata" && <MetadataTab metadata={about.metadata} />}
        {tab === "versions" && <VersionsTab about={about} />}
        {tab === "lineage" && <LineageTab nodes={nodes} />}
      </div>
    </div>
  );
}

/** What is known of a version that is gone. */
const LEFT: readonly ProjectTab[] = ["overview", "lineage"];

/** The tab to show: of an artifact as a whole its versions first, of a version that is gone what there is. */
function tabOf(opened: Opened, wish: ProjectTab, isGone: boolean): ProjectTab {
  if (isGone) return LEFT.includes(wish) ? wish : "overview";
  return opened.kind === "artifact" && wish === "overview" ? "versions" : wish;
}

const NAMES: Record<ProjectTab, string> = {
  overview: "Overview",
  files: "Files",
  metadata: "Metadata",
  versions: "Versions",
  lineage: "Lineage",
};

interface TabsProps {
  about: VersionAbout;
  tab: ProjectTab;
  nodes: number;
}

function Tabs({ about, tab, nodes }: TabsProps) {
  const state = useProject();
  const counts: Record<ProjectTab, number> = {
    overview: 0,
    files: about.files,
    metadata: Object.keys(about.metadata).length,
    versions: about.version_count,
    lineage: nodes,
  };
  return (
    <TabStrip
      class="dv-page-tabs"
      label="What is known of the version"
      tabs={(about.deleted ? LEFT : (Object.keys(NAMES) as ProjectTab[])).map((value) => ({
        value,
        name: NAMES[value],
        count: counts[value],
      }))}
      tab={tab}
      onChoose={(value) => {
        // Of an artifact as a whole, the page is from now on that of its newest version.
        if (state.opened.peek().kind === "artifact") state.openVersion(about.name, about.version);
        state.tab.value = value;
      }}
    />
  );
}
