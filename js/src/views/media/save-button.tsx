import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../controls/button";
import { fetchMedia } from "../../media/fetch-media";
import type { MediaSource } from "../../media/kinds";
import { messageOf } from "../../thumbnails";

type Saving = { status: "idle" } | { status: "busy"; share: number } | { status: "failed"; message: string };

/** Saves the file of the open medium through the browser; while it comes, the button says how far it is, and stops it. */
export function SaveButton({ source }: { source: MediaSource }) {
  const [saving, setSaving] = useState<Saving>({ status: "idle" });
  const abort = useRef<AbortController | null>(null);
  const { column, row, index } = source;
  useEffect(() => {
    setSaving({ status: "idle" });
    return () => abort.current?.abort();
  }, [column, row, index]);
  const save = async () => {
    const stop = new AbortController();
    abort.current = stop;
    setSaving({ status: "busy", share: 0 });
    try {
      const onProgress = (done: number, size: number) =>
        setSaving({ status: "busy", share: size > 0 ? done / size : 1 });
      const file = await fetchMedia(source, { onProgress, signal: stop.signal });
      download(file);
      setSaving({ status: "idle" });
    } catch (error) {
      setSaving(stop.signal.aborted ? { status: "idle" } : { status: "failed", message: messageOf(error) });
    }
  };
  if (saving.status === "busy") {
    const share = Math.round(100 * saving.share);
    return <Button icon="stop" title="Stop" onClick={() => abort.current?.abort()} label={`${share} %`} />;
  }
  const failed = saving.status === "failed" ? saving.message : null;
  return (
    <Button
      icon={failed ? "warning" : "download"}
      title={failed ? `${failed} Click to try again.` : "Save the file"}
      aria-label="Save the file"
      onClick={() => void save()}
    />
  );
}

function download(file: File): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = file.name;
  link.click();
  // Some browsers read the address only after the click is done with.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
