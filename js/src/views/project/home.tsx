import type { ComponentChildren } from "preact";
import { Icon } from "../../controls/icon";
import type { ArtifactRow, VersionRow } from "../../project/wire";
import { CodeLine } from "./code-line";
import { useProject } from "./project-state";
import { RunGlyph } from "./run-glyph";
import { artifactIcon, counted, exactTime, hasRows, latestFirst, longAge, versionName } from "./words";

/** How many of the newest are listed. */
const NEWEST = 8;

/** What a project shows before anything is opened: how much it has, and what came last. */
export function Home({ treeButton }: { treeButton: ComponentChildren }) {
  const state = useProject();
  const listing = state.listing.value;
  if (!listing) return null;
  const { project, artifact_count, version_count, run_count, types, runs } = listing;
  const versions = types
    .flatMap(({ artifacts }) =>
      artifacts.flatMap((artifact) => artifact.newest.map((version) => ({ artifact, version }))),
    )
    .sort((a, b) => b.version.created_at.localeCompare(a.version.created_at))
    .slice(0, NEWEST);
  const facts = [
    counted(artifact_count, "artifact"),
    counted(version_count, "version"),
    counted(run_count, "run"),
  ];
  return (
    <div class="dv-project-scroll">
      <header class="dv-page-head">
        {treeButton}
        <h2 class="dv-text">{project}</h2>
        <span class="dv-quiet">{facts.join(", ")}</span>
      </header>
      <div class="dv-page-body dv-home">
        {artifact_count === 0 && (
          <section aria-label="No artifacts yet">
            <h3>No artifacts yet</h3>
            <p class="dv-quiet dv-home-words">
              Datasets, models and tables appear here when a run logs them:
            </p>
            <CodeLine code={'run.log_artifact("data/", name="photos", type="dataset")'} />
          </section>
        )}
        {versions.length > 0 && (
          <section aria-label="Newest versions">
            <h3>Newest versions</h3>
            {versions.map((one) => (
              <NewestVersion key={versionName(one.artifact.name, one.version.version)} {...one} />
            ))}
          </section>
        )}
        {run_count === 0 && (
          <section aria-label="No runs yet">
            <h3>No runs yet</h3>
            <p class="dv-quiet dv-home-words">Runs appear here when they begin:</p>
            <CodeLine code={`run = wandb.init(project=${JSON.stringify(project)})`} />
          </section>
        )}
        {runs.length > 0 && (
          <section aria-label="Newest runs">
            <h3>
              Newest runs
              <button type="button" class="dv-link" onClick={() => state.open({ kind: "runs" })}>
                Show all {counted(run_count, "run")}
              </button>
            </h3>
            {runs.slice(0, NEWEST).map((run) => (
              <button
                key={run.id}
                type="button"
                class="dv-home-line"
                onClick={() => state.open({ kind: "run", id: run.id })}
              >
                <RunGlyph state={run.state} />
                <span class="dv-text">{run.name}</span>
                <small title={exactTime(run.created_at)}>{longAge(run.created_at, Date.now())}</small>
              </button>
            ))}
          </section>
        )}
      </div>
    </div>
  );
}

function NewestVersion({ artifact, version }: { artifact: ArtifactRow; version: VersionRow }) {
  const state = useProject();
  return (
    <button
      type="button"
      class="dv-home-line"
      onClick={() => state.openVersion(artifact.name, version.version)}
    >
      <Icon name={artifactIcon(artifact.type, hasRows(artifact))} />
      <span class="dv-text">{versionName(artifact.name, version.version)}</span>
      {latestFirst(version.aliases).map((alias) => (
        <span key={alias} class={`dv-tag ${alias === "latest" ? "is-latest" : ""}`}>
          {alias}
        </span>
      ))}
      <small title={exactTime(version.created_at)}>{longAge(version.created_at, Date.now())}</small>
    </button>
  );
}
