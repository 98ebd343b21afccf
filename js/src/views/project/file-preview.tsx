import { useState } from "preact/hooks";
import { Button } from "../../controls/button";
import type { FileRow, VersionAbout } from "../../project/wire";
import { formatSize } from "../run/sizes";
import { FileFacts } from "./file-facts";
import { FileTools } from "./file-tools";
import { InTable, OneMedium, RowsOf } from "./in-table";
import { InnerFrame } from "./inner-view";
import { MEDIA } from "./media-kinds";
import { useProject } from "./project-state";
import { TextFile } from "./text-file";
import { counted } from "./words";

/** The version that a file is of. */
export type OfVersion = Pick<VersionAbout, "name" | "version" | "qualified_name">;

interface FilePreviewProps {
  about: OfVersion & Partial<Pick<VersionAbout, "tables">>;
  file: FileRow;
  /** What else is said of it. */
  note?: string;
  /** Where the list has no room beside it. */
  onBack(): void;
}

/** What is in a file: rows of a table, a medium in its viewer, a text; of others what is known. */
export function FilePreview({ about, file, note, onBack }: FilePreviewProps) {
  const state = useProject();
  const { name, version } = about;
  const { path, kind } = file;
  const of = { name, version, path };
  const table = about.tables?.find((other) => other.path === path);
  const facts = [
    note,
    file.rows !== null ? counted(file.rows, "row") : "",
    table ? counted(table.columns.length, "column") : "",
    table ? "" : formatSize(file.size),
  ].filter(Boolean);
  const isMedium = MEDIA.has(kind);
  const isThere = !file.is_reference || kind === "table" || isMedium;
  const [attempt, setAttempt] = useState(0);
  return (
    <section class="dv-file" aria-label={path}>
      <header>
        <Button class="dv-file-back" icon="go-back" title="Back to the files" onClick={onBack} />
        <b class="dv-text" title={path}>
          {table?.name ?? path.split("/").at(-1)}
        </b>
        <small>{facts.join(", ")}</small>
        <i class="dv-grow" />
        <FileTools about={about} file={file} />
        {kind === "table" && !file.lacks && (
          <Button
            look="line"
            icon="open"
            label="Open table"
            onClick={() => state.openInner({ what: "table", ...of })}
          />
        )}
      </header>
      {table?.problem && (
        <p class="dv-failure is-warning" role="status">
          {table.problem}
        </p>
      )}
      {file.lacks ? (
        <FileFacts about={about} file={file} />
      ) : kind === "table" ? (
        <InnerFrame what={{ what: "table", ...of }} failed="The table cannot be opened.">
          {(inner) => (
            <InTable key={inner.model.view} inner={inner}>
              <RowsOf />
            </InTable>
          )}
        </InnerFrame>
      ) : isMedium ? (
        <InnerFrame what={{ what: "file", ...of }} failed="The file cannot be shown.">
          {(inner) => (
            <InTable key={`${inner.model.view} ${attempt}`} inner={inner}>
              <OneMedium onClose={() => setAttempt(attempt + 1)} />
            </InTable>
          )}
        </InnerFrame>
      ) : isThere ? (
        <TextFile about={about} file={file} />
      ) : (
        <FileFacts about={about} file={file} />
      )}
    </section>
  );
}
