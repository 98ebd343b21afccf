import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { Icon, type IconName } from "../../controls/icon";
import { formatCount } from "../../format";
import type { FileKind, FileRow, VersionAbout } from "../../project/wire";
import { ChunkFailure, ChunkProgress } from "../chunked";
import { formatSize } from "../run/sizes";
import { FilePreview } from "./file-preview";
import { type FileTreeLine, fileLines, firstFile, foldersOf } from "./file-tree";
import { TreeBox } from "./tree-box";
import { useQuestion } from "./use-question";
import { counted } from "./words";

const ICONS: Partial<Record<FileKind, IconName>> = {
  table: "table",
  image: "image",
  audio: "sound",
  video: "video",
  html: "html",
  object3D: "solid",
  molecule: "molecule",
  plotly: "plot",
  vega: "plot",
  bokeh: "plot",
  histogram: "histogram",
  text: "text",
  markdown: "text",
  json: "struct",
  classes: "classes",
};

/** The files of a version, and what is in the chosen one. */
export function FilesTab({ about }: { about: VersionAbout }) {
  const { name, version } = about;
  const { reply, failure, retry } = useQuestion("version_files", { name, version });
  if (failure !== null) {
    return <ChunkFailure message="The files cannot be listed." failure={failure} onRetry={retry} />;
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
  const folds = useSignal<ReadonlyMap<string, boolean>>(new Map());
  const first = useMemo(() => firstFile(files), [files]);
  const chosen = useSignal(first?.path ?? "");
  const cursor = useSignal(`file ${first?.path ?? ""}`);
  /** In a narrow view the file takes the place of the list. */
  const isChosen = useSignal(false);
  const root = useMemo(() => foldersOf(files), [files]);
  const lines = useMemo(() => fileLines(root, folds.value), [root, folds.value]);
  const file = files.find(({ path }) => path === chosen.value) ?? first;
  const fold = ({ key }: FileTreeLine, isOpen: boolean) => {
    folds.value = new Map(folds.peek()).set(key, isOpen);
  };
  return (
    <div class={`dv-files ${isChosen.value ? "is-chosen" : ""}`}>
      <div class="dv-files-list">
        <TreeBox
          label="Files"
          lines={lines}
          heightOf={() => 28}
          cursor={cursor.value}
          onCursor={(key) => {
            cursor.value = key;
          }}
          selected={`file ${file?.path}`}
          fold={fold}
          pick={(line) => {
            if (line.kind === "folder") fold(line, !line.isOpen);
            else {
              chosen.value = line.file.path;
              isChosen.value = true;
            }
          }}
          nameOf={(line) =>
            line.kind === "folder"
              ? `${line.name}, ${counted(line.count, "file")}`
              : `${line.name}, ${formatSize(line.file.size)}`
          }
          classOf={(line) =>
            line.kind === "file" && line.file.path === file?.path ? "is-file is-open" : `is-${line.kind}`
          }
        >
          {(line) => <Line line={line} />}
        </TreeBox>
        {more > 0 && (
          <p class="dv-quiet" role="note">
            {formatCount(more)} more files are not listed.
          </p>
        )}
      </div>
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

function Line({ line }: { line: FileTreeLine }) {
  const indent = { paddingLeft: `${(line.level - 1) * 18}px` };
  if (line.kind === "folder") {
    return (
      <>
        <span class="dv-project-caret" style={{ marginLeft: `${(line.level - 1) * 18 - 6}px` }}>
          <Icon name={line.isOpen ? "down" : "right"} size={12} />
        </span>
        <Icon name="folder" />
        <span class="dv-text">{line.name}</span>
        <small class="dv-files-size">{counted(line.count, "file")}</small>
      </>
    );
  }
  const { file } = line;
  return (
    <>
      <span style={indent} />
      <span class="dv-files-space" />
      <Icon name={ICONS[file.kind] ?? "document"} />
      <span class="dv-text" title={file.path}>
        {line.name}
      </span>
      {file.is_reference && <Icon name="open" size={12} />}
      <small class="dv-files-size">{formatSize(file.size)}</small>
    </>
  );
}
