import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { FileRow, VersionAbout } from "../../project/wire";
import { ChunkProgress } from "../chunked";
import { Failed } from "./failed";
import { FileList } from "./file-list";
import { FilePreview } from "./file-preview";
import { firstFile } from "./file-tree";
import { useQuestion } from "./use-question";

/** The files of a version, and what is in the chosen one. */
export function FilesTab({ about }: { about: VersionAbout }) {
  const { name, version } = about;
  const { reply, failure, retry } = useQuestion("version_files", { name, version });
  if (failure !== null) {
    return <Failed message="The files cannot be listed." failure={failure} onRetry={retry} />;
  }
  if (!reply) {
    return (
      <div class="dv-project-wait" aria-busy="true">
        <ChunkProgress label="Reading the files" />
      </div>
    );
  }
  const { files, more } = reply.result;
  if (files.length === 0) return <p class="dv-files-none">This version has no files.</p>;
  return <Files about={about} files={files} more={more} />;
}

interface FilesProps {
  about: VersionAbout;
  files: FileRow[];
  more: number;
}

function Files({ about, files, more }: FilesProps) {
  const first = useMemo(() => firstFile(files), [files]);
  const chosen = useSignal(first);
  /** In a narrow view the file takes the place of the list. */
  const isChosen = useSignal(false);
  const file = chosen.value;
  return (
    <div class={`dv-files ${isChosen.value ? "is-chosen" : ""}`}>
      <FileList
        files={files}
        more={more}
        chosen={file}
        onChoose={(next) => {
          chosen.value = next;
          isChosen.value = true;
        }}
      />
      {file && (
        <FilePreview
          key={file.path}
          about={about}
          file={file}
          onBack={() => {
            isChosen.value = false;
          }}
        />
      )}
    </div>
  );
}
