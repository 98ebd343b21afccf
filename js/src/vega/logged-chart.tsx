import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../controls/button";
import { Icon } from "../controls/icon";
import { formatCount } from "../format";
import { messageOf } from "../thumbnails";
import { ChunkProgress } from "../views/chunked";
import { useConnection } from "../views/context";
import type { Questions } from "../wire";
import { VegaChart } from "./vega-chart";
import "./logged-chart.css";

export interface LoggedChartProps {
  /** Id of the run. */
  run: string;
  /** The key that charts were logged under. */
  chartKey: string;
  /** The theme of the view. */
  theme: string;
  /** How many charts the key has: another number means that there are new ones. */
  count: number;
}

interface Shown {
  chart: Questions["chart"]["result"];
  rows: Uint8Array | null;
}

/** A chart that a run logged, and the steps that it was logged at. The last one is followed until another is chosen. */
export function LoggedChart({ run, chartKey, theme, count }: LoggedChartProps) {
  const { channel, signal } = useConnection();
  const [shown, setShown] = useState<Shown | null>(null);
  const [failure, setFailure] = useState("");
  const [attempt, setAttempt] = useState(0);
  /** The step that was chosen; null follows the last one. */
  const [chosen, setChosen] = useState<number | null>(null);
  const latest = useRef<AbortController | null>(null);

  useEffect(() => {
    latest.current?.abort();
    const abort = new AbortController();
    latest.current = abort;
    const stop = () => abort.abort();
    signal.addEventListener("abort", stop);
    channel.askQuietly("chart", { run, key: chartKey, step: chosen }, abort.signal).then(
      ({ result, buffers }) => {
        setFailure("");
        setShown({ chart: result, rows: buffers[0] ?? null });
      },
      (error) => abort.signal.aborted || setFailure(messageOf(error)),
    );
    return () => {
      signal.removeEventListener("abort", stop);
      abort.abort();
    };
  }, [channel, signal, run, chartKey, chosen, count, attempt]);

  if (failure !== "") {
    return (
      <div class="dv-failure" role="alert">
        <Icon name="warning" />
        <span>
          The chart {chartKey} cannot be drawn. <span class="dv-quiet">{failure}</span>
        </span>
        <Button look="link" small label="Try again" onClick={() => setAttempt(attempt + 1)} />
        {chosen !== null && <Button look="link" small label="Last step" onClick={() => setChosen(null)} />}
      </div>
    );
  }
  if (!shown) return <ChunkProgress label={`Drawing ${chartKey}`} />;
  const { chart, rows } = shown;
  return (
    <div class="dv-logged-chart">
      <VegaChart spec={chart.spec} rows={rows} label={chart.description} theme={theme} />
      {chart.notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      {chart.steps && chart.steps.length > 1 && (
        <Steps
          label={`Step of ${chartKey}`}
          steps={chart.steps}
          step={chosen ?? chart.step ?? 0}
          onStep={(step) => setChosen(step === chart.steps?.at(-1) ? null : step)}
        />
      )}
    </div>
  );
}

interface StepsProps {
  label: string;
  /** Rising. */
  steps: number[];
  step: number;
  onStep(step: number): void;
}

/** A slider that stops at logged steps only, evenly spaced. */
function Steps({ label, steps, step, onStep }: StepsProps) {
  const at = Math.max(0, steps.indexOf(step));
  const last = steps.length - 1;
  return (
    <div class="dv-logged-steps">
      <input
        class="dv-slider"
        type="range"
        min={0}
        max={last}
        value={at}
        aria-label={label}
        aria-valuetext={`step ${formatCount(step)}`}
        style={{ "--dv-at": `${(100 * at) / last}%` }}
        onInput={(event) => onStep(steps[event.currentTarget.valueAsNumber] ?? step)}
        onKeyDown={(event) => event.key !== "Escape" && event.stopPropagation()}
      />
      <output>
        step <b>{formatCount(step)}</b>
      </output>
    </div>
  );
}
