import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { AskError } from "../channel";
import { type Chunks, loadChunk } from "../chunks";
import { Button } from "../controls/button";
import { traitSignal } from "../model";
import { followCustomPanels } from "../panels/custom";
import { messageOf } from "../thumbnails";
import { ChunkFailure, ChunkProgress } from "../views/chunked";
import { useConnection, ViewContextProvider } from "../views/context";
import type { RootProps } from "../views/lazy-root";
import { TableState, TableStateProvider } from "../views/table-state";
import { TableView } from "../views/table-view";
import { useTheme } from "../views/theme";
import type { Questions, TableTraits } from "../wire";
import type { DrawnChart } from "./drawn-chart";
import { VegaChart } from "./vega-chart";
import "./chart-root.css";

type Answer = Questions["chart"]["result"];

/** What stands under the toolbar. */
type Face = "chart" | "data" | "spec";

/** One chart: what it shows, the rows behind it, and ways to take it along. */
export function ChartRoot({ model, channel, signal }: RootProps) {
  const [answer, setAnswer] = useState<{ chart: Answer; rows: Uint8Array | null } | null>(null);
  const [failure, setFailure] = useState("");
  const [attempt, setAttempt] = useState(0);
  const [face, setFace] = useState<Face>("chart");
  const [said, setSaid] = useState("");
  const drawn = useRef<DrawnChart | null>(null);
  const theme = useMemo(() => traitSignal<TableTraits["theme"]>(model, "theme", signal), [model, signal]);
  const shownTheme = useTheme(theme).value.theme;

  useEffect(() => {
    setFailure("");
    channel.ask("chart", {}, signal).then(
      ({ result, buffers }) => setAnswer({ chart: result, rows: buffers[0] ?? null }),
      (error) => signal.aborted || setFailure(error instanceof AskError ? error.message : messageOf(error)),
    );
  }, [channel, signal, attempt]);

  const chart = answer?.chart;
  const title = String(model.get("title") ?? "");
  const turn = (wanted: Face) => setFace(face === wanted ? "chart" : wanted);
  const take = async (form: "png" | "svg") => {
    const made = drawn.current;
    if (!made) return;
    try {
      const address =
        form === "png" ? await made.toPng() : URL.createObjectURL(new Blob([await made.toSvg()], SVG));
      save(address, `${nameOf(title)}.${form}`);
      setSaid(`${form.toUpperCase()} saved`);
    } catch (error) {
      setSaid(`No picture was made: ${messageOf(error)}`);
    }
  };
  const isShown = face === "chart" && chart !== undefined && failure === "";
  return (
    <div class="dv-chart">
      <div class="dv-chart-bar" role="toolbar" aria-label="Chart">
        <b class="dv-text" title={title}>
          {title || "Chart"}
        </b>
        <span class="dv-grow" />
        <span class="dv-quiet dv-text" role="status">
          {said}
        </span>
        {model.get("has_table") === true && (
          <Button
            icon="table"
            label={<span class="dv-optional">Data</span>}
            title="The rows behind the chart"
            aria-label="Data"
            pressed={face === "data"}
            onClick={() => turn("data")}
          />
        )}
        <Button
          icon="struct"
          label={<span class="dv-optional">Spec</span>}
          title="The chart as Vega-Lite"
          aria-label="Spec"
          pressed={face === "spec"}
          disabled={!chart}
          onClick={() => turn("spec")}
        />
        <Button label="PNG" title="Save as PNG" disabled={!isShown} onClick={() => void take("png")} />
        <Button label="SVG" title="Save as SVG" disabled={!isShown} onClick={() => void take("svg")} />
      </div>
      {face === "data" && <Rows model={model} channel={channel} signal={signal} />}
      {face === "spec" && chart && <SpecText spec={chart.spec} />}
      {face === "chart" && failure !== "" && (
        <ChunkFailure
          message="The chart cannot be drawn."
          failure={failure}
          onRetry={() => setAttempt(attempt + 1)}
        />
      )}
      {face === "chart" && failure === "" && !chart && (
        <div class="dv-chart-wait" aria-busy="true">
          <ChunkProgress label="Drawing the chart" />
        </div>
      )}
      {isShown && answer && (
        <div class="dv-chart-body">
          <VegaChart
            spec={untitled(answer.chart.spec, title)}
            rows={answer.rows}
            label={answer.chart.description}
            theme={shownTheme}
            drawn={drawn}
          />
          {answer.chart.notes.map((note) => (
            <p key={note}>{note}</p>
          ))}
        </div>
      )}
    </div>
  );
}

const SVG = { type: "image/svg+xml" };

/** The rows behind the chart, as a table like any other. */
function Rows({ model, channel, signal }: RootProps) {
  const state = useMemo(() => {
    followCustomPanels(traitSignal(model, "custom_panels", signal), signal);
    return new TableState(model, channel, signal);
  }, [model, channel, signal]);
  return (
    <div class="dv-chart-rows">
      <ViewContextProvider value={state}>
        <TableStateProvider value={state}>
          <TableView />
        </TableStateProvider>
      </ViewContextProvider>
    </div>
  );
}

function SpecText({ spec }: { spec: Record<string, unknown> }) {
  const [said, setSaid] = useState("");
  const text = JSON.stringify(spec, null, 2);
  const view = useConnection();
  const copy = async () => {
    try {
      const { exports } = await loadChunk(view, "menus");
      await (exports as Chunks["menus"]).copyText(text);
      setSaid("Copied");
    } catch (error) {
      setSaid(messageOf(error));
    }
  };
  return (
    <div class="dv-chart-spec">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what is long is scrolled by keys */}
      <pre class="dv-code" tabIndex={0}>
        {text}
      </pre>
      <div>
        <span class="dv-quiet" role="status">
          {said || "Its rows are called wandb; chart.to_dict() in Python has them inside"}
        </span>
        <Button look="primary" icon="copy" label="Copy" onClick={() => void copy()} />
      </div>
    </div>
  );
}

/** The title stands in the bar, and need not stand again above the plot. */
function untitled(spec: Record<string, unknown>, title: string): Record<string, unknown> {
  if (spec.title !== title) return spec;
  const { title: _, ...rest } = spec;
  return rest;
}

/** A file's name out of a title. */
export function nameOf(title: string): string {
  const name = title
    .normalize("NFKD")
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "");
  return name.toLowerCase() || "chart";
}

function save(href: string, name: string): void {
  Object.assign(document.createElement("a"), { href, download: name }).click();
  if (href.startsWith("blob:")) setTimeout(() => URL.revokeObjectURL(href), 10_000);
}
