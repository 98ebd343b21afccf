import type { Signal } from "@preact/signals";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { LineChart } from "../../charts/line-chart";
import type { Range } from "../../charts/line-math";
import { Button } from "../../controls/button";
import { Icon } from "../../controls/icon";
import { formatCount } from "../../format";
import type { Metric } from "../../runs/workspace-wire";
import { useChartLines, useSeries } from "./use-series";
import { runsInWords, xInWords } from "./words";
import { useWorkspace } from "./workspace-state";

/** Marks of values that a logarithmic axis has no place for. */
const MOST_MARKS = 60;

export interface MetricChartProps {
  metric: Metric;
  height: number;
  isMain: boolean;
  cursor: Signal<number | null>;
  zoom: Signal<Range | null>;
  /** Grows when runs have logged more. */
  tick: number;
}

/** One metric of all that is shown. */
export function MetricChart({ metric, height, isMain, cursor, zoom, tick }: MetricChartProps) {
  const workspace = useWorkspace();
  const place = useRef<HTMLElement>(null);
  const [isInSight, setInSight] = useState(false);
  useEffect(() => {
    const el = place.current;
    if (!el) return;
    if (typeof IntersectionObserver === "undefined") {
      setInSight(true);
      return;
    }
    const observer = new IntersectionObserver(([entry]) => setInSight(entry?.isIntersecting ?? true), {
      rootMargin: "200px",
    });
    observer.observe(el);
    return () => observer.disconnect();
  }, []);
  const { x: wish, log_y: isLog } = workspace.charts.value;
  const x = xOf(metric, wish);
  const drawn = useSeries(metric.key, x, isInSight, zoom.value, tick);
  const lines = useChartLines(drawn);
  const notDrawn = useMemo(() => (isLog ? withoutPlace(lines) : undefined), [isLog, lines]);
  const shown = Object.keys(workspace.drawn ?? {}).length;
  const words = workspace.isGrouped
    ? "mean of the group"
    : lines.length < shown
      ? `${formatCount(lines.length)} of ${formatCount(shown)} runs have it`
      : isMain
        ? `${runsInWords(metric.runs)} ${metric.runs === 1 ? "has" : "have"} it, ${formatCount(shown)} shown`
        : "";
  return (
    <section ref={place} class={`dv-metric-chart ${isMain ? "is-main" : ""}`} aria-label={metric.key}>
      <header>
        <b class="dv-text" title={metric.key}>
          {metric.key}
        </b>
        <small class="dv-quiet dv-text">{drawn.isAwaited ? "" : words}</small>
        <span class="dv-grow" />
        {!isMain && (
          <Button
            small
            icon="expand"
            class="dv-enlarge"
            title={`Draw ${metric.key} large`}
            onClick={() => workspace.chart({ main: metric.key })}
          />
        )}
      </header>
      {drawn.failure !== null && (
        <p class="dv-chart-failure" role="alert">
          <Icon name="warning" />
          <span>{drawn.failure}</span>
        </p>
      )}
      {drawn.isAwaited || lines.length === 0 ? (
        <div class="dv-ws-wait" style={{ height: `${height}px` }} aria-busy={drawn.isAwaited}>
          {!drawn.isAwaited && (
            <span class="dv-quiet">
              {shown === 0
                ? workspace.table.rows.matched.value === 0
                  ? "No run to draw."
                  : "No run of these is shown. Press an eye in the list."
                : "None of those shown have it."}
            </span>
          )}
        </div>
      ) : (
        <LineChart
          label={`${metric.key} over ${xInWords(x)}, ${formatCount(lines.length)} ${lines.length === 1 ? "line" : "lines"}`}
          lines={lines}
          height={height}
          xKind={x === "_relative" ? "seconds" : x === "_timestamp" ? "time" : "number"}
          xName={xInWords(x)}
          isLog={isLog}
          cursor={cursor}
          zoom={zoom}
          notDrawn={notDrawn}
          onHoverLine={(id) => {
            workspace.hover.value = id;
          }}
          onPickLine={(id) => {
            if (!workspace.isGrouped) workspace.reveal(id);
          }}
        />
      )}
    </section>
  );
}

/** Over what a metric is drawn. */
export function xOf(metric: Metric, wish: string): string {
  return wish === "auto" ? metric.x : wish;
}

function withoutPlace(lines: readonly { x: Float64Array; y: Float64Array }[]) {
  const places: number[] = [];
  let [count, total, isZero] = [0, 0, true];
  for (const { x, y } of lines) {
    total += y.length;
    for (const [k, value] of y.entries()) {
      if (!(value <= 0)) continue;
      count += 1;
      if (value < 0) isZero = false;
      if (places.length < MOST_MARKS) places.push(x[k] as number);
    }
  }
  return count > 0 ? { count, total, isZero, x: [...new Set(places)] } : undefined;
}
