import { CodeLine } from "./code-line";
import { ValueTree } from "./value-tree";

/** What was noted of a version, by names of the user's own. */
export function MetadataTab({ metadata }: { metadata: Record<string, unknown> }) {
  if (Object.keys(metadata).length === 0) {
    return (
      <div class="dv-metadata-none">
        <p class="dv-quiet">
          No metadata was given with this version. An artifact takes some when it is made:
        </p>
        <CodeLine code={'wandb.Artifact("name", type="dataset", metadata={"source": "camera 3"})'} />
      </div>
    );
  }
  return <ValueTree label="Metadata" value={metadata} />;
}
