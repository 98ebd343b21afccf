import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Range } from "../../charts/line-math";
import { Button } from "../../controls/button";
import { Icon } from "../../controls/icon";
import { formatCount } from "../../format";
import { ChartControls } from "./chart-controls";
import { MetricChart } from "./metric-chart";
import { useWorkspace } from "./workspace-state";

const MAIN_PX = 316;
const SMALL_PX = 164;
/** Charts that are laid out before someone asks for more. */
const FIRST_CHARTS = 24;

/** What those that are shown logged, one chart a metric; all have one x, one zoom and one line under the hand. */
export function ChartsPane() {
  const workspace = useWorkspace();
  const search = useSignal("");
  const cursor = useSignal<number | null>(null);
  const zoom = useSignal<Range | null>(null);
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
  // Another x counts something else: what was zoomed there means nothing here.
  useEffect(() => {
    zoom.value = null;
    cursor.value = null;
  }, [x, zoom, cursor]);
  const { all, reading, failure } = workspace.metrics;
  const words = search.value.trim().toLowerCase().split(/\s+/);
  const found = all.value.filter(
    ({ key }) => key !== x && words.every((word) => key.toLowerCase().includes(word)),
  );
  const first = found.find(({ key }) => key === main) ?? found[0];
  const others = found.filter((metric) => metric !== first).slice(0, most.value - 1);
  const hidden = found.length - others.length - 1;
  const shared = { cursor, zoom, tick: tick.value };
  return (
    <section class="dv-charts-pane" aria-label="Charts">
      <ChartControls search={search} zoom={zoom} />
      {failure.value && (
        <p class="dv-chart-failure" role="alert">
          <Icon name="warning" />
          <span>{failure.value}</span>
          <Button look="link" small label="Try again" onClick={() => void workspace.metrics.read(false)} />
        </p>
      )}
      {first ? (
        <>
          <MetricChart key={first.key} metric={first} height={MAIN_PX} isMain {...shared} />
          <div class="dv-small-charts">
            {others.map((metric) => (
              <MetricChart key={metric.key} metric={metric} height={SMALL_PX} isMain={false} {...shared} />
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
