import { useEffect, useRef, useState } from "preact/hooks";
import { AskError } from "../channel";
import { Button } from "../controls/button";
import { Icon, type IconName } from "../controls/icon";
import { Segments } from "../controls/segments";
import { formatRows } from "../format";
import { messageOf } from "../thumbnails";
import type { Questions } from "../wire";
import { copyText } from "./copying";
import { useTable } from "./table-state";
import "./menu-icons";
import "./export-panel.css";

type Params = Questions["export"]["params"];
type Format = Params["format"] | "html";

const FORMATS: { value: Format; icon: IconName; label: string; note: string }[] = [
  { value: "csv", icon: "table", label: "CSV", note: "opens everywhere; a picture is its path" },
  { value: "parquet", icon: "columns", label: "Parquet", note: "keeps types and nesting" },
  {
    value: "artifact",
    icon: "bookmark",
    label: "New dataset",
    note: "a subset for relabelling; pictures stay where they are",
  },
  { value: "html", icon: "web-page", label: "HTML page", note: "the view in one file; works without Python" },
];

const PLACES = [
  { value: "folder", label: "Notebook's folder", title: "On the machine of the kernel" },
  { value: "browser", label: "Download", icon: "download", title: "Through the browser, to this machine" },
] as const;

type Done = Omit<Questions["export"]["result"], "row_count"> & { row_count?: number; format: Format };

/** Write the rows that match, or those that are ticked, to a file or to a new version of a dataset. */
export function ExportPanel() {
  const state = useTable();
  const matched = state.rows.matched.value;
  const ticked = state.selected.value.length;
  const [rows, setRows] = useState<Params["rows"]>(ticked > 0 ? "selected" : "matched");
  const [format, setFormat] = useState<Format>("csv");
  const [to, setTo] = useState<Params["to"]>("folder");
  const [name, setName] = useState("");
  const [running, setRunning] = useState<AbortController | null>(null);
  const [done, setDone] = useState<Done | null>(null);
  const [failure, setFailure] = useState("");
  const latest = useRef<AbortController | null>(null);
  latest.current = running;
  useEffect(() => () => latest.current?.abort(), []);
  const chosen = rows === "selected" && ticked > 0 ? "selected" : "matched";
  const count = chosen === "selected" ? ticked : matched;
  const title = state.info.value?.title || "rows";
  const usual = format === "artifact" ? `${title}-subset` : title;

  const write = async () => {
    const abort = new AbortController();
    setRunning(abort);
    setDone(null);
    setFailure("");
    const called = name.trim() === "" ? {} : { name: name.trim() };
    const place = format === "artifact" ? "folder" : to;
    const rowsAsked = {
      query: state.query.peek(),
      rows: chosen,
      selected: chosen === "selected" ? state.selected.peek() : [],
    } as const;
    try {
      const { result, buffers } =
        format === "html"
          ? await state.channel.ask("share", { to: place, ...called }, abort.signal)
          : await state.channel.ask("export", { ...rowsAsked, format, to: place, ...called }, abort.signal);
      if (place === "browser" && buffers[0]) download(buffers[0], result.name);
      setDone({ ...result, format });
    } catch (error) {
      if (!abort.signal.aborted)
        setFailure(error instanceof AskError ? error.failure.message : messageOf(error));
    }
    setRunning(null);
  };
  const share = state.channel.progress.value;
  return (
    <div class="dv-export">
      {ticked > 0 && format !== "html" && (
        <Segments<Params["rows"]>
          label="Rows"
          segments={[
            { value: "matched", label: `${formatRows(matched)} matching` },
            { value: "selected", label: `${formatRows(ticked)} ticked` },
          ]}
          value={chosen}
          onPick={setRows}
        />
      )}
      <div role="radiogroup" aria-label="Format" class="dv-formats">
        {FORMATS.map((one) => (
          <label key={one.value} class="dv-format">
            <input
              type="radio"
              name="dv-format"
              checked={one.value === format}
              onChange={() => {
                setFormat(one.value);
                setDone(null);
              }}
              onKeyDown={(event) => event.key !== "Escape" && event.stopPropagation()}
            />
            <Icon name={one.icon} />
            <span>{one.label}</span>
            <small>{one.note}</small>
          </label>
        ))}
      </div>
      <label class="dv-export-name">
        <span>Name</span>
        <input
          class="dv-field"
          value={name}
          placeholder={usual}
          onInput={(event) => setName(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape") return;
            event.stopPropagation();
            if (event.key === "Enter" && count > 0 && !running) void write();
          }}
        />
        {format !== "artifact" && <span class="dv-quiet">.{format}</span>}
      </label>
      {format !== "artifact" && <Segments label="To" segments={PLACES} value={to} onPick={setTo} />}
      {format === "html" && <PageSize />}
      <div class="dv-export-go">
        {running ? (
          <>
            <span role="status">Writing{share === null ? " …" : ` ${Math.round(100 * share)} %`}</span>
            <span class="dv-grow" />
            <Button
              look="line"
              icon="stop"
              label="Stop"
              onClick={() => {
                running.abort();
                setRunning(null);
              }}
            />
          </>
        ) : (
          <>
            <span class="dv-grow" />
            <Button
              look="primary"
              data-autofocus=""
              disabled={count === 0}
              label={format === "html" ? "Write the page" : `Export ${formatRows(count)}`}
              onClick={write}
            />
          </>
        )}
      </div>
      {done && <Written done={done} />}
      {failure && (
        <p class="dv-panel-failure" role="alert">
          <Icon name="warning" /> {failure}
        </p>
      )}
    </div>
  );
}

/** How large the page would be, told before it is written. */
function PageSize() {
  const state = useTable();
  const [plan, setPlan] = useState<Questions["share_plan"]["result"] | null>(null);
  const [failure, setFailure] = useState("");
  useEffect(() => {
    const abort = new AbortController();
    state.channel.ask("share_plan", {}, abort.signal).then(
      ({ result }) => setPlan(result),
      (error) => abort.signal.aborted || setFailure(messageOf(error)),
    );
    return () => abort.abort();
  }, [state]);
  if (failure) return <p role="alert">{failure}</p>;
  return (
    <p class="dv-quiet" role="status">
      {plan ? [`${sizeInWords(plan.size)}.`, ...plan.notes].join(" ") : "Finding its size …"}
    </p>
  );
}

function Written({ done }: { done: Done }) {
  const { name, path, row_count, size, format } = done;
  const code = format === "artifact" ? `wandb.use_artifact(${JSON.stringify(name)})` : path;
  const [said, setSaid] = useState("");
  return (
    <p role="status">
      <Icon name="check" />
      <span>
        <b>{name}</b> has {row_count === undefined ? sizeInWords(size) : formatRows(row_count)}
        {format === "artifact" || row_count === undefined ? "." : `, ${sizeInWords(size)}.`}
        {code && <code class="dv-code">{code}</code>}
      </span>
      {code && (
        <Button
          small
          icon="copy"
          title={said || (format === "artifact" ? "Copy the code that opens it" : "Copy the path")}
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

function download(bytes: Uint8Array, name: string): void {
  const url = URL.createObjectURL(new Blob([bytes as BlobPart]));
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
