import type { Signal } from "@preact/signals";
import type { Opened } from "../../project/wire";
import { Chunked, ChunkFailure, ChunkProgress } from "../chunked";
import { useProject } from "./project-state";

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
      {({ Lineage }) => (
        <Lineage
          opened={state.opened.value}
          version={state.edition.value}
          onOpen={(to: Opened) => state.open(to)}
          onAnswer={({ node_count }) => {
            nodes.value = node_count;
          }}
        />
      )}
    </Chunked>
  );
}
