import type { FileRow, VersionAbout } from "../../project/wire";
import { formatSize } from "../run/sizes";
import { CodeLine } from "./code-line";

/** What is known of a file that has no preview, and Python that reads it. */
export function FileFacts({ about, file }: { about: VersionAbout; file: FileRow }) {
  const { path, size, digest, ref } = file;
  const artifact = `wandb.Api().artifact(${JSON.stringify(about.qualified_name)})`;
  return (
    <div class="dv-file-facts">
      <p class="dv-quiet">There is no preview of this kind of file. Python reads it where it is:</p>
      <CodeLine code={`${artifact}.get_entry(${JSON.stringify(path)}).download()`} />
      <dl>
        <dt>Path</dt>
        <dd>{path}</dd>
        <dt>Size</dt>
        <dd>{formatSize(size)}</dd>
        {ref !== null && (
          <>
            <dt>Is at</dt>
            <dd>{ref}</dd>
          </>
        )}
        <dt>Digest</dt>
        <dd class="dv-code">{digest}</dd>
      </dl>
    </div>
  );
}
