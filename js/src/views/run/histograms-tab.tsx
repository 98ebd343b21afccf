import { Heatmap } from "../../charts/heatmap";
import { Button } from "../../controls/button";
import { Icon } from "../../controls/icon";
import { formatCount } from "../../format";
import type { KeyInfo } from "../../runs/wire";
import type { RunState } from "./run-state";
import { useAnswer } from "./use-answer";

const COLUMNS = 120;

/** Histograms over steps: a heatmap for each key. */
export function HistogramsTab({ state }: { state: RunState }) {
  const keys = (state.info.value?.keys ?? []).filter(({ kind }) => kind === "histogram");
  return (
    <div class="dv-heatmaps">
      {keys.map((info) => (
        <OneKey key={info.key} state={state} info={info} />
      ))}
    </div>
  );
}

function OneKey({ state, info }: { state: RunState; info: KeyInfo }) {
  const params = { run: state.run, key: info.key, columns: COLUMNS };
  const { reply, failure, retry } = useAnswer(state, "run_histograms", params, info.count);
  return (
    <article class="dv-run-chart" aria-label={info.key}>
      <header>
        <b class="dv-text" title={info.key}>
          {info.key}
        </b>
        <span class="dv-grow" />
        <small class="dv-quiet">
          {formatCount(info.count)} {info.count === 1 ? "step" : "steps"}
        </small>
      </header>
      {failure !== null && (
        <p class="dv-run-failure" role="alert">
          <Icon name="warning" />
          <span>
            {failure} <Button look="link" small label="Try again" onClick={retry} />
          </span>
        </p>
      )}
      {reply ? (
        <Heatmap label={info.key} {...heatmapOf(reply)} cursor={state.cursor("_step")} />
      ) : (
        failure === null && (
          <div class="dv-run-wait" style={{ height: "196px" }} aria-busy="true">
            <i class="dv-skeleton" />
          </div>
        )
      )}
    </article>
  );
}

function heatmapOf({
  result,
  buffers,
}: NonNullable<ReturnType<typeof useAnswer<"run_histograms">>["reply"]>) {
  const numbers = (bytes?: Uint8Array) =>
    bytes ? new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 3) : new Float64Array(0);
  const { low, high, bins, columns } = result;
  return { low, high, bins, columns, counts: numbers(buffers[0]), about: numbers(buffers[1]) };
}
