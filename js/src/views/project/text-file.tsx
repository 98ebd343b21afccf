import { useEffect, useMemo, useState } from "preact/hooks";
import { Button } from "../../controls/button";
import { Segments } from "../../controls/segments";
import type { FileRow } from "../../project/wire";
import { messageOf } from "../../thumbnails";
import { Chunked, ChunkFailure, ChunkProgress } from "../chunked";
import { useConnection } from "../context";
import { formatSize } from "../run/sizes";
import { Failed } from "./failed";
import { FileFacts } from "./file-facts";
import type { OfVersion } from "./file-preview";
import { ValueTree } from "./value-tree";

/** Bytes asked for at a time. */
const PIECE = 500_000;

interface Read {
  bytes: Uint8Array;
  size: number;
  isText: boolean;
}

/** A file that is text, so much of it as was asked for; of others what is known of them. */
export function TextFile({ about, file }: { about: OfVersion; file: FileRow }) {
  const { channel, signal } = useConnection();
  const [read, setRead] = useState<Read | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [look, setLook] = useState<"shown" | "text">("shown");
  const { name, version } = about;
  const { path, kind } = file;
  const more = () => {
    setFailure(null);
    const start = read?.bytes.length ?? 0;
    channel.ask("version_file", { name, version, path, start, count: PIECE }, signal).then(
      ({ result, buffers }) => {
        const piece = buffers[0] ?? new Uint8Array(0);
        const bytes = new Uint8Array(start + piece.length);
        bytes.set(read?.bytes ?? new Uint8Array(0));
        bytes.set(piece, start);
        setRead({ bytes, size: result.size, isText: result.is_text });
      },
      (error) => signal.aborted || setFailure(messageOf(error)),
    );
  };
  useEffect(more, []);
  const text = useMemo(() => (read ? new TextDecoder().decode(read.bytes) : ""), [read]);
  const isWhole = read !== null && read.bytes.length >= read.size;
  const value = useMemo(() => (isWhole && kind !== "markdown" ? jsonOf(text) : undefined), [text, isWhole]);
  if (failure !== null && !read) {
    return <Failed message="The file cannot be read." failure={failure} onRetry={more} />;
  }
  if (!read) {
    return (
      <div class="dv-project-wait" aria-busy="true">
        <ChunkProgress label="Reading the file" />
      </div>
    );
  }
  if (!read.isText) return <FileFacts about={about} file={file} />;
  const isMarkdown = kind === "markdown";
  const canChoose = value !== undefined || isMarkdown;
  const isJsonBroken = (kind === "json" || kind === "classes") && isWhole && value === undefined;
  return (
    <div class="dv-file-text">
      {canChoose && (
        <Segments
          label="How it is shown"
          segments={[
            { value: "shown" as const, label: isMarkdown ? "Read" : "Tree" },
            { value: "text" as const, label: "Text" },
          ]}
          value={look}
          onPick={setLook}
        />
      )}
      {isJsonBroken && <p class="dv-quiet">This is no JSON that can be read: it is shown as text.</p>}
      {look === "shown" && value !== undefined ? (
        <ValueTree label={path} value={value} />
      ) : look === "shown" && isMarkdown ? (
        <Chunked
          name="texts"
          waiting={(failed, retry) =>
            failed === null ? (
              <ChunkProgress label="Loading the reader" />
            ) : (
              <ChunkFailure message="The text cannot be shown." failure={failed} onRetry={retry} />
            )
          }
        >
          {({ Markdown }) => (
            <div class="dv-file-markdown">
              <Markdown text={text} />
            </div>
          )}
        </Chunked>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what is long is scrolled by keys
        <pre class="dv-code" role="region" tabIndex={0} aria-label={path}>
          {text}
        </pre>
      )}
      {!isWhole && (
        <p class="dv-quiet">
          The first {formatSize(read.bytes.length)} of {formatSize(read.size)}.{" "}
          <Button look="link" small label={`Read ${formatSize(PIECE)} more`} onClick={more} />
        </p>
      )}
      {failure !== null && <p role="alert">{failure}</p>}
    </div>
  );
}

/** An object or a list that a text says in JSON; undefined for any other text. */
export function jsonOf(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
