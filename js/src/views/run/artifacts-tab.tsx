import { Icon } from "../../controls/icon";
import type { RunArtifact } from "../../runs/wire";
import type { RunState } from "./run-state";
import { formatSize } from "./sizes";
import { TabFailure, TabWait } from "./tab-states";
import { useAnswer } from "./use-answer";

/** The versions that a run used and logged. */
export function ArtifactsTab({ state }: { state: RunState }) {
  const count = state.info.value?.artifact_count ?? 0;
  const { reply, failure, retry } = useAnswer(state, "run_artifacts", { run: state.run }, count);
  if (failure !== null) {
    return <TabFailure message="The artifacts cannot be read." failure={failure} onRetry={retry} />;
  }
  if (!reply) return <TabWait label="Reading the artifacts" />;
  const { artifacts } = reply.result;
  return (
    <div class="dv-run-artifacts">
      {(["logged", "used"] as const).map((relation) => {
        const found = artifacts.filter((artifact) => artifact.relation === relation);
        return found.length > 0 && <Versions key={relation} relation={relation} versions={found} />;
      })}
    </div>
  );
}

function Versions({ relation, versions }: { relation: string; versions: RunArtifact[] }) {
  return (
    <table aria-label={relation === "logged" ? "Logged" : "Used"}>
      <thead>
        <tr>
          <th scope="col">{relation === "logged" ? "Logged" : "Used"}</th>
          <th scope="col">Type</th>
          <th scope="col">Size</th>
        </tr>
      </thead>
      <tbody>
        {versions.map(({ name, type, size, error }) => (
          <tr key={name}>
            <td class="dv-code">{name}</td>
            <td>
              {error === null ? (
                type
              ) : (
                <span class="dv-run-gone" title={error}>
                  <Icon name="missing" size={12} /> deleted
                </span>
              )}
            </td>
            <td>{size === null ? "" : formatSize(size)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
