import { useEffect, useState } from "preact/hooks";
import { Button } from "../../../controls/button";
import { Icon } from "../../../controls/icon";
import { Segments } from "../../../controls/segments";
import type { ComparedFile, ComparedSide } from "../../../project/wire";
import { formatSize } from "../../run/sizes";
import { InnerView } from "../inner-view";
import { useQuestion } from "../use-question";
import { versionName } from "../words";
import { sideNames } from "./side-names";

interface MediaDifferenceProps {
  sides: [ComparedSide, ComparedSide];
  file: ComparedFile;
}

const SIZE_PX = 1024;

/** A picture or other medium of two versions: beside each other, or in the viewer of comparisons. */
export function MediaDifference({ sides, file }: MediaDifferenceProps) {
  const [look, setLook] = useState<"beside" | "viewer">("beside");
  const names = sideNames(sides);
  return (
    <>
      <div class="dv-compared-look">
        <Segments
          label="How they are shown"
          segments={[
            { value: "beside" as const, label: "Beside each other" },
            { value: "viewer" as const, label: "In the viewer", title: "Zoom, lay over each other, play" },
          ]}
          value={look}
          onPick={setLook}
        />
      </div>
      {look === "beside" ? (
        <div class="dv-compared-media">
          {sides.map((side, at) => (
            <Side key={at} side={side} file={file} name={names[at] as string} size={file.sizes[at] ?? 0} />
          ))}
        </div>
      ) : (
        <InnerView
          what={{
            what: "compared_file",
            versions: sides.map(({ name, version }) => versionName(name, version)),
            path: file.path,
          }}
        />
      )}
    </>
  );
}

interface SideProps {
  side: ComparedSide;
  file: ComparedFile;
  name: string;
  size: number;
}

function Side({ side, file: { path }, name, size }: SideProps) {
  const params = { name: side.name, version: side.version, paths: [path], size_px: SIZE_PX };
  const { reply, failure, retry } = useQuestion("version_thumbs", params);
  const [url, setUrl] = useState<string | null>(null);
  const item = reply?.result.items[0];
  useEffect(() => {
    const bytes = item && reply?.buffers[item.data];
    if (!bytes || !item.mime?.startsWith("image/")) return;
    const made = URL.createObjectURL(new Blob([bytes as BlobPart], { type: item.mime }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [reply]);
  return (
    <figure aria-busy={!reply && failure === null}>
      <figcaption>
        <b>{name}</b> <small>{formatSize(size)}</small>
      </figcaption>
      {failure !== null ? (
        <p role="alert">
          {failure} <Button look="link" small label="Try again" onClick={retry} />
        </p>
      ) : url ? (
        <img src={url} alt={`${path} in ${name}`} />
      ) : (
        <span class="dv-strip-frame is-file">
          {reply && <Icon name={item?.error ? "missing" : "document"} />}
        </span>
      )}
      {reply && !url && <small>{item?.error ?? "It has no picture here: look at it in the viewer."}</small>}
    </figure>
  );
}
