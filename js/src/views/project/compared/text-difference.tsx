import { useEffect, useMemo, useState } from "preact/hooks";
import { Segments } from "../../../controls/segments";
import type { ComparedFile, ComparedSide } from "../../../project/wire";
import { messageOf } from "../../../thumbnails";
import { ChunkProgress } from "../../chunked";
import { type Connection, useConnection } from "../../context";
import { formatSize } from "../../run/sizes";
import { Failed } from "../failed";
import { jsonOf } from "../text-file";
import { valueChanges } from "../value-changes";
import { BytesDifference } from "./bytes-difference";
import { LinesDifference } from "./lines-difference";
import { sideNames } from "./side-names";
import { ValueChanges } from "./value-table";

interface TextDifferenceProps {
  sides: [ComparedSide, ComparedSide];
  file: ComparedFile;
}

/** Of a longer text the beginning is compared. */
const MOST_BYTES = 2_000_000;
/** Bytes asked for at a time. */
const PIECE = 1_000_000;

/** What is other in a text, line by line; in JSON also value by value. Of a file that is no text, that it is other. */
export function TextDifference({ sides, file }: TextDifferenceProps) {
  const connection = useConnection();
  const [texts, setTexts] = useState<[string | null, string | null] | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);
  const [look, setLook] = useState<"values" | "lines">("values");
  useEffect(() => {
    let isGone = false;
    Promise.all(sides.map((side) => readText(connection, side, file.path))).then(
      (found) => isGone || setTexts(found as [string | null, string | null]),
      (error) => isGone || connection.signal.aborted || setFailure(messageOf(error)),
    );
    return () => {
      isGone = true;
    };
  }, [attempt]);
  const [before, after] = texts ?? [null, null];
  const isWhole = Math.max(...file.sizes.map((size) => size ?? 0)) <= MOST_BYTES;
  const values = useMemo(() => {
    const [old, now] = [before, after].map((text) => (text === null || !isWhole ? undefined : jsonOf(text)));
    return old === undefined || now === undefined ? null : valueChanges(old, now);
  }, [texts]);
  if (failure !== null) {
    return (
      <Failed
        message="The file cannot be read."
        failure={failure}
        onRetry={() => {
          setFailure(null);
          setAttempt(attempt + 1);
        }}
      />
    );
  }
  if (texts === null) {
    return (
      <div class="dv-project-wait" aria-busy="true">
        <ChunkProgress label="Reading both files" />
      </div>
    );
  }
  if (before === null || after === null) return <BytesDifference sides={sides} file={file} />;
  const names = sideNames(sides);
  return (
    <>
      {values !== null && (
        <div class="dv-compared-look">
          <Segments
            label="What is compared in the file"
            segments={[
              { value: "values" as const, label: "Values" },
              { value: "lines" as const, label: "Lines" },
            ]}
            value={look}
            onPick={setLook}
          />
        </div>
      )}
      {!isWhole && (
        <p class="dv-compared-note dv-quiet">
          The first {formatSize(MOST_BYTES)} of both are compared; save the files for the rest.
        </p>
      )}
      {values !== null && look === "values" ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what is long is scrolled by keys
        <div class="dv-compared-body" role="region" tabIndex={0} aria-label="Values that differ">
          {values.length > 0 ? (
            <ValueChanges label="Values that differ" names={names} changes={values} />
          ) : (
            <p class="dv-quiet">Both say the same; only how it is written differs.</p>
          )}
        </div>
      ) : (
        <LinesDifference before={before} after={after} names={names} />
      )}
    </>
  );
}

/** The text of a file of a version, so much of it as is compared; null for one that is no text. */
async function readText(
  { channel, signal }: Connection,
  { name, version }: ComparedSide,
  path: string,
): Promise<string | null> {
  const decoder = new TextDecoder();
  let text = "";
  for (let start = 0; start < MOST_BYTES; ) {
    const params = { name, version, path, start, count: PIECE };
    const { result, buffers } = await channel.ask("version_file", params, signal);
    if (start === 0 && !result.is_text) return null;
    const piece = buffers[0] ?? new Uint8Array(0);
    start += piece.length;
    const isEnd = start >= result.size || piece.length === 0;
    text += decoder.decode(piece, { stream: !isEnd });
    if (isEnd) break;
  }
  return text;
}
