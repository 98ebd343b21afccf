import { useState } from "preact/hooks";
import { Icon, type IconName } from "../controls/icon";
import { Segments } from "../controls/segments";
import { formatRows } from "../format";
import { packIds } from "../row-ids";
import type { PageMedia, Questions } from "../wire";
import {
  type Done,
  download,
  FileName,
  FilePlace,
  PageSize,
  useWriting,
  WriteFile,
  writePage,
} from "./export-parts";
import { useTable } from "./table-state";
import "./menu-icons";

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

/** Write the rows that match, or those that are ticked, to a file or to a new version of a dataset. */
export function ExportPanel() {
  const state = useTable();
  const matched = state.rows.matched.value;
  const ticked = state.selected.value.length;
  const [rows, setRows] = useState<Params["rows"]>(ticked > 0 ? "selected" : "matched");
  const [format, setFormat] = useState<Format>("csv");
  const [to, setTo] = useState<Params["to"]>("folder");
  const [name, setName] = useState("");
  const [media, setMedia] = useState<PageMedia>("stills");
  const writing = useWriting();
  const chosen = rows === "selected" && ticked > 0 ? "selected" : "matched";
  const count = chosen === "selected" ? ticked : matched;
  const title = state.info.value?.title || "rows";
  const isArtifact = format === "artifact";

  const exported = async (stopped: AbortSignal): Promise<Done> => {
    if (format === "html") return writePage(state.channel, to, name, media, stopped);
    const place = isArtifact ? "folder" : to;
    const asked = {
      query: state.query.peek(),
      rows: chosen,
      selected: chosen === "selected" ? packIds(state.selected.peek()) : "",
      format,
      to: place,
      ...(name.trim() === "" ? {} : { name: name.trim() }),
    } as const;
    const { result, buffers } = await state.channel.ask("export", asked, stopped);
    if (place === "browser" && buffers[0]) download(buffers[0], result.name);
    const code = isArtifact ? `wandb.use_artifact(${JSON.stringify(result.name)})` : result.path;
    return { ...result, code, isArtifact };
  };
  const write = () => {
    if (count > 0 && !writing.running) void writing.start(exported);
  };
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
                writing.forget();
              }}
              onKeyDown={(event) => event.key !== "Escape" && event.stopPropagation()}
            />
            <Icon name={one.icon} />
            <span>{one.label}</span>
            <small>{one.note}</small>
          </label>
        ))}
      </div>
      <FileName
        name={name}
        usual={isArtifact ? `${title}-subset` : title}
        ending={isArtifact ? "" : `.${format}`}
        onInput={setName}
        onEnter={write}
      />
      {!isArtifact && <FilePlace to={to} onPick={setTo} />}
      {format === "html" && <PageSize channel={state.channel} media={media} onMedia={setMedia} />}
      <WriteFile
        channel={state.channel}
        writing={writing}
        disabled={count === 0}
        label={format === "html" ? "Write the page" : `Export ${formatRows(count)}`}
        onGo={write}
      />
    </div>
  );
}
