/** What panels that write files have in common: a name, a place, a button, and what came of it. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { WatchedChannel } from "../activity";
import { AskError } from "../channel";
import { Button } from "../controls/button";
import { Icon } from "../controls/icon";
import { Segments } from "../controls/segments";
import { formatRows } from "../format";
import { messageOf } from "../thumbnails";
import type { PageMedia, PageOf, Questions } from "../wire";
import { copyText } from "./copying";
import "./export-panel.css";

export type Place = Questions["share"]["params"]["to"];

const PLACES = [
  { value: "folder", label: "Notebook's folder", title: "On the machine of the kernel" },
  { value: "browser", label: "Download", icon: "download", title: "Through the browser, to this machine" },
] as const;

/** A file that was written; `code` opens it, or says where it lies. */
export interface Done {
  name: string;
  size: number;
  row_count?: number;
  code: string | null;
  isArtifact?: boolean;
}

export interface Writing {
  running: boolean;
  done: Done | null;
  failure: string;
  start(write: (stopped: AbortSignal) => Promise<Done>): Promise<void>;
  stop(): void;
  forget(): void;
}

/** Writing one file at a time; it ends with the panel. */
export function useWriting(): Writing {
  const [running, setRunning] = useState<AbortController | null>(null);
  const [done, setDone] = useState<Done | null>(null);
  const [failure, setFailure] = useState("");
  const latest = useRef<AbortController | null>(null);
  latest.current = running;
  useEffect(() => () => latest.current?.abort(), []);
  return {
    running: running !== null,
    done,
    failure,
    async start(write) {
      const abort = new AbortController();
      setRunning(abort);
      setDone(null);
      setFailure("");
      try {
        setDone(await write(abort.signal));
      } catch (error) {
        if (!abort.signal.aborted)
          setFailure(error instanceof AskError ? error.failure.message : messageOf(error));
      }
      setRunning(null);
    },
    stop() {
      running?.abort();
      setRunning(null);
    },
    forget: () => setDone(null),
  };
}

interface NameProps {
  name: string;
  usual: string;
  /** After the name, with its dot; empty for none. */
  ending: string;
  onInput(name: string): void;
  onEnter(): void;
}

export function FileName({ name, usual, ending, onInput, onEnter }: NameProps) {
  return (
    <label class="dv-export-name">
      <span>Name</span>
      <input
        class="dv-field"
        value={name}
        placeholder={usual}
        onInput={(event) => onInput(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") return;
          event.stopPropagation();
          if (event.key === "Enter") onEnter();
        }}
      />
      {ending !== "" && <span class="dv-quiet">{ending}</span>}
    </label>
  );
}

export function FilePlace({ to, onPick }: { to: Place; onPick(to: Place): void }) {
  return <Segments label="To" segments={PLACES} value={to} onPick={onPick} />;
}

interface GoProps {
  channel: WatchedChannel;
  writing: Writing;
  label: string;
  disabled?: boolean;
  onGo(): void;
}

/** The button that writes, how far it is, and what came of it. */
export function WriteFile({ channel, writing, label, disabled = false, onGo }: GoProps) {
  const share = channel.progress.value;
  return (
    <>
      <div class="dv-export-go">
        {writing.running ? (
          <>
            <span role="status">Writing{share === null ? " …" : ` ${Math.round(100 * share)} %`}</span>
            <span class="dv-grow" />
            <Button look="line" icon="stop" label="Stop" onClick={writing.stop} />
          </>
        ) : (
          <>
            <span class="dv-grow" />
            <Button look="primary" data-autofocus="" disabled={disabled} label={label} onClick={onGo} />
          </>
        )}
      </div>
      {writing.done && <Written done={writing.done} />}
      {writing.failure && (
        <p class="dv-panel-failure" role="alert">
          <Icon name="warning" /> {writing.failure}
        </p>
      )}
    </>
  );
}

/** Of more no page is made here, where 50 MB are the most. */
const MOST_ORIGINALS = 45_000_000;

interface PageSizeProps {
  channel: WatchedChannel;
  media: PageMedia;
  of?: PageOf | undefined;
  onMedia(media: PageMedia): void;
}

/** How large the page of a view would be, told before it is written, and whether files of media come along. */
export function PageSize({ channel, media, of, onMedia }: PageSizeProps) {
  const [plan, setPlan] = useState<Questions["share_plan"]["result"] | null>(null);
  const [originals, setOriginals] = useState(0);
  const [failure, setFailure] = useState("");
  useEffect(() => {
    const abort = new AbortController();
    setPlan(null);
    setFailure("");
    channel.ask("share_plan", { media, ...of }, abort.signal).then(
      ({ result }) => {
        setPlan(result);
        if (media === "stills") setOriginals(result.originals);
      },
      (error) => abort.signal.aborted || setFailure(messageOf(error)),
    );
    return () => abort.abort();
  }, [channel, media]);
  return (
    <>
      {originals > MOST_ORIGINALS && (
        <p class="dv-quiet">
          With original files it would be about {sizeInWords(originals)} larger; from Python:
          view.to_html(path, media="originals", max_bytes=…).
        </p>
      )}
      {originals > 0 && originals <= MOST_ORIGINALS && (
        <Segments<PageMedia>
          label="Media"
          segments={[
            { value: "stills", label: "Stills" },
            { value: "originals", label: `Originals, about ${sizeInWords(originals)} more` },
          ]}
          value={media}
          onPick={onMedia}
        />
      )}
      {failure ? (
        <p role="alert">{failure}</p>
      ) : (
        <p class="dv-quiet" role="status">
          {plan ? [`${sizeInWords(plan.size)}.`, ...plan.notes].join(" ") : "Finding its size …"}
        </p>
      )}
    </>
  );
}

/** Write the page of a view. */
export async function writePage(
  channel: WatchedChannel,
  to: Place,
  name: string,
  media: PageMedia,
  stopped: AbortSignal,
  of?: PageOf,
): Promise<Done> {
  const called = name.trim() === "" ? {} : { name: name.trim() };
  const { result, buffers } = await channel.ask("share", { to, media, ...called, ...of }, stopped);
  if (to === "browser" && buffers[0]) download(buffers[0], result.name);
  return { name: result.name, size: result.size, code: result.path };
}

function Written({ done }: { done: Done }) {
  const { name, row_count, size, code, isArtifact = false } = done;
  const [said, setSaid] = useState("");
  return (
    <p role="status">
      <Icon name="check" />
      <span>
        <b>{name}</b> has {row_count === undefined ? sizeInWords(size) : formatRows(row_count)}
        {isArtifact || row_count === undefined ? "." : `, ${sizeInWords(size)}.`}
        {code && <code class="dv-code">{code}</code>}
      </span>
      {code && (
        <Button
          small
          icon="copy"
          title={said || (isArtifact ? "Copy the code that opens it" : "Copy the path")}
          onClick={() => {
            copyText(code).then(
              () => setSaid("Copied"),
              (error) => setSaid(messageOf(error)),
            );
          }}
        />
      )}
    </p>
  );
}

/** Bytes as one reads them: "12 kB". */
export function sizeInWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ["kB", "MB", "GB", "TB"];
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3));
  return `${Number((bytes / 1000 ** power).toPrecision(2))} ${units[power - 1]}`;
}

export function download(bytes: Uint8Array, name: string): void {
  const url = URL.createObjectURL(new Blob([bytes as BlobPart]));
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
