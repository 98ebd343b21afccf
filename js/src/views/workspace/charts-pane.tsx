import { type Signal, signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Range } from "../../charts/line-math";
import { Button } from "../../controls/button";
import { Icon } from "../../controls/icon";
import { formatCount } from "../../format";
import type { Metric } from "../../runs/workspace-wire";
import { ChartControls } from "./chart-controls";
import { MetricChart, xOf } from "./metric-chart";
import { useWorkspace } from "./workspace-state";

const MAIN_PX = 316;
const SMALL_PX = 164;
/** Charts that are laid out before someone asks for more. */
const FIRST_CHARTS = 24;

interface Hand {
  cursor: Signal<number | null>;
  zoom: Signal<Range | null>;
}

/** What those that are shown logged, one chart a metric; all have one x, one zoom and one line under the hand. */
export function ChartsPane() {
  const workspace = useWorkspace();
  const search = useSignal("");
  const hands = useRef(new Map<string, Hand>());
  const tick = useSignal(0);
  const most = useSignal(FIRST_CHARTS);
  useEffect(
    () =>
      workspace.channel.onEvent("history", () => {
        tick.value += 1;
      }),
    [workspace, tick],
  );
  const { x, main } = workspace.charts.value;
  const { all, reading, failure } = workspace.metrics;
  const words = search.value.trim().toLowerCase().split(/\s+/);
  const found: Metric[] = all.value.filter(
    ({ key, x: own }) => key !== x && key !== own && words.every((word) => key.toLowerCase().includes(word)),
  );
  const first = found.find(({ key }) => key === main) ?? found[0];
  const others = found.filter((metric) => metric !== first).slice(0, most.value - 1);
  const hidden = found.length - others.length - 1;
  /** Charts over one x have one line under the hand and one zoom; another x counts something else. */
  const handOf = (metric: Metric): Hand => {
    const name = xOf(metric, x);
    const hand = hands.current.get(name) ?? { cursor: signal(null), zoom: signal(null) };
    hands.current.set(name, hand);
    return hand;
  };
  const zoomed = first && handOf(first).zoom;
  return (
    <section class="dv-charts-pane" aria-label="Charts">
      <ChartControls search={search} zoom={zoomed} xName={first ? xOf(first, x) : x} />
      {failure.value && (
        <p class="dv-chart-failure" role="alert">
          <Icon name="warning" />
          <span>{failure.value}</span>
          <Button look="link" small label="Try again" onClick={() => void workspace.metrics.read(false)} />
        </p>
      )}
      {first ? (
        <>
          <MetricChart
            key={first.key}
            metric={first}
            height={MAIN_PX}
            isMain
            tick={tick.value}
            {...handOf(first)}
          />
          <div class="dv-small-charts">
            {others.map((metric) => (
              <MetricChart
                key={metric.key}
                metric={metric}
                height={SMALL_PX}
                isMain={false}
                tick={tick.value}
                {...handOf(metric)}
              />
            ))}
          </div>
          {hidden > 0 && (
            <Button
              look="line"
              label={`Show ${formatCount(Math.min(hidden, FIRST_CHARTS))} more of ${formatCount(hidden)} metrics`}
              onClick={() => {
                most.value += FIRST_CHARTS;
              }}
            />
          )}
        </>
      ) : (
        <div class="dv-blank">
          {all.value.length > 0 ? (
            <>
              <h3>No metric has “{search.value.trim()}” in its name</h3>
              <Button
                look="line"
                label="Show all metrics"
                onClick={() => {
                  search.value = "";
                }}
              />
            </>
          ) : reading.value || workspace.runs.value.length === 0 ? (
            workspace.channel.isSlow.value && <p class="dv-quiet">Reading what the runs logged</p>
          ) : (
            <>
              <h3>No data logged yet</h3>
              <p class="dv-quiet">Charts appear here with the first numbers that a run logs.</p>
            </>
          )}
        </div>
      )}
    </section>
  );
}
