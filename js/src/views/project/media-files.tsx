import { useEffect, useState } from "preact/hooks";
import { Button } from "../../controls/button";
import { Icon } from "../../controls/icon";
import type { VersionAbout } from "../../project/wire";
import { useProject } from "./project-state";
import { useQuestion } from "./use-question";
import { counted } from "./words";

/** Shown at first, and so many more each time. */
const PAGE = 12;
const SIZE_PX = 256;

/** Media that are files of the version and no table's, small. */
export function MediaFiles({ about }: { about: VersionAbout }) {
  const state = useProject();
  const { name, version, media } = about;
  const [most, setMost] = useState(PAGE);
  const paths = media.slice(0, most);
  const open = (path: string) => state.openInner({ what: "file", name, version, path });
  return (
    <section aria-label="Media">
      <h3>
        Media <small>{counted(media.length, "file")}</small>
      </h3>
      <div class="dv-strip is-media">
        {pagesOf(paths).map((page) => (
          <Page key={page[0]} about={about} paths={page} onOpen={open} />
        ))}
      </div>
      {media.length > most && (
        <Button
          small
          label={`Show ${Math.min(PAGE, media.length - most)} more`}
          onClick={() => setMost(most + PAGE)}
        />
      )}
    </section>
  );
}

function pagesOf(paths: readonly string[]): string[][] {
  const pages: string[][] = [];
  for (let at = 0; at < paths.length; at += PAGE) pages.push(paths.slice(at, at + PAGE));
  return pages;
}

interface PageProps {
  about: VersionAbout;
  paths: string[];
  onOpen(path: string): void;
}

function Page({ about, paths, onOpen }: PageProps) {
  const { name, version } = about;
  const { reply, failure, retry } = useQuestion("version_thumbs", { name, version, paths, size_px: SIZE_PX });
  const [urls, setUrls] = useState<ReadonlyMap<string, string>>(new Map());
  useEffect(() => {
    const made = new Map<string, string>();
    for (const { path, data, mime } of reply?.result.items ?? []) {
      const bytes = reply?.buffers[data];
      if (bytes && mime?.startsWith("image/")) {
        made.set(path, URL.createObjectURL(new Blob([bytes as BlobPart], { type: mime })));
      }
    }
    setUrls(made);
    return () => {
      for (const url of made.values()) URL.revokeObjectURL(url);
    };
  }, [reply]);
  if (failure !== null) {
    return (
      <p role="alert">
        {failure} <Button look="link" small label="Try again" onClick={retry} />
      </p>
    );
  }
  return (
    <>
      {paths.map((path) => {
        const item = reply?.result.items.find((other) => other.path === path);
        const file = path.split("/").at(-1);
        const url = urls.get(path);
        return (
          <button key={path} type="button" aria-label={`Open ${path}`} onClick={() => onOpen(path)}>
            <span class="dv-strip-frame is-file" title={item?.error ?? undefined}>
              {url ? <img src={url} alt="" /> : <Icon name={item?.error ? "missing" : "document"} />}
            </span>
            <span class="dv-strip-words">
              <span class="dv-text" title={path}>
                {file}
              </span>
            </span>
          </button>
        );
      })}
    </>
  );
}
