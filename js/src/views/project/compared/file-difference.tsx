import { Button } from "../../../controls/button";
import type { ComparedFile, ComparedSide, FileRow } from "../../../project/wire";
import { formatSize } from "../../run/sizes";
import { FilePreview } from "../file-preview";
import { InTable, RowsOf } from "../in-table";
import { InnerFrame } from "../inner-view";
import { MEDIA } from "../media-kinds";
import { BytesDifference } from "./bytes-difference";
import { MediaDifference } from "./media-difference";
import { sideNames } from "./side-names";
import { TextDifference } from "./text-difference";

interface FileDifferenceProps {
  sides: [ComparedSide, ComparedSide];
  file: ComparedFile;
  /** What `tables` of the comparison calls it, where it is one whose rows are matched. */
  table: string | undefined;
  onRows(table: string): void;
  /** Where the list has no room beside it. */
  onBack(): void;
}

/** What is other in a file; of one that is only in one version, or the same in both, what is in it. */
export function FileDifference(props: FileDifferenceProps) {
  const { sides, file, table, onRows, onBack } = props;
  const { how, path, sizes } = file;
  if (how !== "changed") {
    const { name, version, qualified_name } = sides[how === "removed" ? 0 : 1];
    const about = { name, version, qualified_name };
    return <FilePreview about={about} file={rowOf(file)} onBack={onBack} note={noteOf(props)} />;
  }
  const [before, after] = sides;
  return (
    <section class="dv-file" aria-label={path}>
      <header>
        <Button class="dv-file-back" icon="go-back" title="Back to the files" onClick={onBack} />
        <b class="dv-text" title={path}>
          {path.split("/").at(-1)}
        </b>
        <small>
          changed, {formatSize(sizes[0] ?? 0)} → {formatSize(sizes[1] ?? 0)}
        </small>
        <i class="dv-grow" />
        {table !== undefined && (
          <Button look="line" icon="compare" label="Compare the rows" onClick={() => onRows(table)} />
        )}
      </header>
      {file.is_reference || (file.lacks && file.kind !== "table") ? (
        <BytesDifference sides={sides} file={file} />
      ) : table !== undefined && before.name === after.name ? (
        <InnerFrame
          what={{ what: "difference", name: after.name, version: after.version, to: before.version, path }}
          failed="The rows cannot be matched."
        >
          {(inner) => (
            <InTable key={inner.model.view} inner={inner}>
              <RowsOf />
            </InTable>
          )}
        </InnerFrame>
      ) : MEDIA.has(file.kind) ? (
        <MediaDifference sides={sides} file={file} />
      ) : file.kind === "table" ? (
        <BytesDifference sides={sides} file={file} />
      ) : (
        <TextDifference sides={sides} file={file} />
      )}
    </section>
  );
}

function noteOf({ sides, file }: FileDifferenceProps): string {
  const names = sideNames(sides);
  if (file.how === "same") return "the same in both";
  return file.how === "added" ? `added in ${names[1]}` : `only in ${names[0]}, removed in ${names[1]}`;
}

function rowOf({ path, name, kind, size, digests, refs, is_reference, lacks = null }: ComparedFile): FileRow {
  const at = digests[1] === null ? 0 : 1;
  return {
    path,
    size,
    kind,
    digest: digests[at] ?? "",
    name,
    rows: null,
    ref: refs[at],
    is_reference,
    lacks,
  };
}
