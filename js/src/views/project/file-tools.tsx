import { useState } from "preact/hooks";
import type { MenuItem } from "../../controls/menu";
import { type FetchOptions, gather } from "../../gather";
import type { FileRow } from "../../project/wire";
import { messageOf } from "../../thumbnails";
import { type Connection, useConnection } from "../context";
import { MenuButton } from "../menu-button";
import { formatSize } from "../run/sizes";
import { SaveFile } from "../save-file";
import { copyOf } from "./copy";
import type { OfVersion } from "./file-preview";

/** Bytes asked for at a time. */
const PIECE = 1_000_000;

type ShownFile = Pick<FileRow, "path" | "size" | "kind" | "name" | "is_reference" | "ref" | "lacks">;

/** Python that reads a file of a version. */
export function fileCode({ qualified_name }: OfVersion, { path, kind, name }: ShownFile): string {
  const artifact = `wandb.Api().artifact(${JSON.stringify(qualified_name)})`;
  // What was added as an object is got as one.
  return kind === "table" || name !== path
    ? `${artifact}.get(${JSON.stringify(name)})`
    : `${artifact}.get_entry(${JSON.stringify(path)}).download()`;
}

/** All bytes of a file, as the browser saves it. */
export async function fetchFile(
  { channel, signal }: Connection,
  { name, version }: OfVersion,
  { path }: Pick<FileRow, "path">,
  options: FetchOptions = {},
): Promise<File> {
  let type = "";
  const pieces = await gather(path, options.onProgress, async (start) => {
    const params = { name, version, path, start, count: PIECE };
    const { result, buffers } = await channel.askQuietly("version_file", params, options.signal ?? signal);
    type = result.mime;
    return { size: result.size, piece: buffers[0] };
  });
  return new File(pieces as BlobPart[], path.split("/").at(-1) ?? path, { type });
}

/** What can be done with a file: save it, copy what names it. */
export function FileTools({ about, file }: { about: OfVersion; file: ShownFile }) {
  const connection = useConnection();
  const [said, setSaid] = useState("");
  const copy = (label: string, what: string, text: string): MenuItem => ({
    icon: "copy",
    label,
    onPick: () =>
      void copyOf(connection, text).then(
        () => setSaid(`${what} was copied.`),
        (error) => setSaid(messageOf(error)),
      ),
  });
  return (
    <>
      <span class="dv-said" role="status">
        {said}
      </span>
      {!file.is_reference && !file.lacks && (
        <SaveFile
          of={file.path}
          title={`Save the file, ${formatSize(file.size)}`}
          fetch={(options) => fetchFile(connection, about, file, options)}
        />
      )}
      <MenuButton
        icon="more"
        title="More of the file"
        menu="More of the file"
        items={() => [
          [
            { ...copy("Copy Python that reads it", "The code", fileCode(about, file)), icon: "code" },
            copy("Copy its path", "The path", file.path),
            ...(file.ref && file.is_reference ? [copy("Copy where it lies", "Its place", file.ref)] : []),
          ],
        ]}
      />
    </>
  );
}
