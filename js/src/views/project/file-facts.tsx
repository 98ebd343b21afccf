import type { FileRow } from "../../project/wire";
import { formatSize } from "../run/sizes";
import { CodeLine } from "./code-line";
import type { OfVersion } from "./file-preview";
import { fileCode } from "./file-tools";

/** What is known of a file that has no preview, and Python that reads it. */
export function FileFacts({ about, file }: { about: OfVersion; file: FileRow }) {
  const { path, size, digest, ref, lacks } = file;
  return (
    <div class="dv-file-facts">
      <p class="dv-quiet">
        {lacks ?? "There is no preview of this kind of file."} Python reads it where it is:
      </p>
      <CodeLine code={fileCode(about, file)} />
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
