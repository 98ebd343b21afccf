import type { Signal } from "@preact/signals";
import type { Opened } from "../../project/wire";
import { Chunked, ChunkFailure, ChunkProgress } from "../chunked";
import { type ProjectState, useProject } from "./project-state";

/** What a version came from and what came of it. */
export function LineageTab({ nodes }: { nodes: Signal<number> }) {
  const state = useProject();
  return (
    <Chunked
      name="lineage"
      waiting={(failure, retry) =>
        failure === null ? (
          <div class="dv-project-wait" aria-busy="true">
            <ChunkProgress label="Loading the lineage" />
          </div>
        ) : (
          <ChunkFailure message="The lineage cannot be shown." failure={failure} onRetry={retry} />
        )
      }
    >
      {({ Lineage, freshLineageOptions }) => (
        <Lineage
          opened={state.opened.value}
          options={optionsOf(state, freshLineageOptions)}
          version={state.edition.value}
          // What is of another project is not here.
          onOpen={(to: Opened & { project?: string }) => (to.project ? false : state.open(to))}
          onAnswer={({ node_count }) => {
            nodes.value = node_count;
          }}
        />
      )}
    </Chunked>
  );
}

const kept = new WeakMap<ProjectState, unknown>();

/** How the lineage is shown, for as long as the view is there. */
function optionsOf<T>(state: ProjectState, make: () => T): T {
  if (!kept.has(state)) kept.set(state, make());
  return kept.get(state) as T;
}
