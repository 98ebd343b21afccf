import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../controls/button";
import type { FetchOptions } from "../gather";
import { messageOf } from "../thumbnails";

type Saving = { status: "idle" } | { status: "busy"; share: number } | { status: "failed"; message: string };

interface SaveFileProps {
  /** Names what is saved: with another one the button begins anew. */
  of: string;
  title?: string;
  fetch(options: FetchOptions): Promise<File>;
}

/** Saves a file through the browser; while it comes, the button says how far it is, and stops it. */
export function SaveFile({ of, title = "Save the file", fetch }: SaveFileProps) {
  const [saving, setSaving] = useState<Saving>({ status: "idle" });
  const abort = useRef<AbortController | null>(null);
  useEffect(() => {
    setSaving({ status: "idle" });
    return () => abort.current?.abort();
  }, [of]);
  const save = async () => {
    const stop = new AbortController();
    abort.current = stop;
    setSaving({ status: "busy", share: 0 });
    try {
      const onProgress = (done: number, size: number) =>
        setSaving({ status: "busy", share: size > 0 ? done / size : 1 });
      download(await fetch({ onProgress, signal: stop.signal }));
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
      title={failed ? `${failed} Click to try again.` : title}
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
