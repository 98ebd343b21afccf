import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { formatDuration } from "../../charts/axis-format";
import { type ChartLine, LineChart } from "../../charts/line-chart";
import { bandOf, valueAt } from "../../charts/line-math";
import { Button } from "../../controls/button";
import { Icon } from "../../controls/icon";
import { formatCount, formatNumber } from "../../format";
import { MenuButton } from "../menu-button";
import { type ChartSpec, splitKey } from "./chart-list";
import type { RunState } from "./run-state";
import { drawn, type Fetched, xKindOf, xNameOf } from "./series-store";

export interface ChartCardProps {
  state: RunState;
  chart: ChartSpec;
  height: number;
  /** Shown alone and large. */
  isAlone?: boolean;
}

/** One metric over steps. */
export function ChartCard({ state, chart, height, isAlone = false }: ChartCardProps) {
  const card = useRef<HTMLElement>(null);
  const isInSight = useInSight(card);
  const x = state.xOf(chart);
  const keys = [chart.info.key, ...(chart.band ? [chart.band.low, chart.band.high] : [])];
  useEffect(() => {
    if (!isInSight) return;
    const stops = keys.map((key) => state.series.want({ key, kind: chart.kind, x }));
    return () => {
      for (const stop of stops) stop();
    };
  }, [state, isInSight, x, keys.join("\n"), chart.kind]);

  const [found, low, high] = keys.map((key) => state.series.of({ key, kind: chart.kind, x })) as [
    Fetched,
    Fetched | undefined,
    Fetched | undefined,
  ];
  const isLog = state.options.logY.value || state.logCharts.value.has(chart.id);
  const weight = state.options.smoothing.value;
  const lines = useMemo(
    () => linesOf(chart, found, low, high, weight),
    [chart.id, chart.name, found.line, low?.line, high?.line, weight],
  );
  const cursor = state.cursor(x);
  const line = lines[0];
  const at = cursor.value;
  const here = line && at !== null ? valueAt(line, at) : null;
  const last = line?.y[line.y.length - 1];
  const info = state.info.value;
  const isRunning = info?.state === "running";
  const isCrashed = info?.state === "crashed" || info?.state === "failed";
  const gaps = found.line?.notDrawn;
  return (
    <article ref={card} class={`dv-run-chart ${isAlone ? "is-alone" : ""}`} aria-label={chart.info.key}>
      <header>
        {isAlone && (
          <Button
            icon="left"
            small
            title="Back to all charts (Esc)"
            data-autofocus=""
            onClick={() => {
              state.alone.value = null;
            }}
          />
        )}
        <b class="dv-text" title={chart.info.key}>
          {isAlone ? chart.info.key : chart.name}
        </b>
        {isLog && !state.options.logY.value && <span class="dv-run-log">log</span>}
        <span class="dv-grow" />
        <output class={at === null ? "" : "is-here"}>
          {here !== null ? formatNumber(here) : at === null && last !== undefined ? formatNumber(last) : ""}
        </output>
        <Tools state={state} chart={chart} isAlone={isAlone} />
      </header>
      {found.failure !== null && (
        <p class="dv-run-failure" role="alert">
          <Icon name="warning" />
          <span>
            {found.failure}{" "}
            <Button look="link" small label="Try again" onClick={() => state.series.retry()} />
          </span>
        </p>
      )}
      {line ? (
        <LineChart
          label={`${chart.info.key} over ${xNameOf(x)}`}
          lines={lines}
          height={height}
          xKind={xKindOf(x)}
          xName={xNameOf(x)}
          isLog={isLog}
          cursor={cursor}
          zoom={state.zoom(x)}
          mark={isRunning && info.written_at === undefined ? "live" : isCrashed ? "crashed" : undefined}
          notDrawn={isLog && gaps && gaps.count > 0 ? { ...gaps, isZero: gaps.is_zero } : undefined}
          noteAt={(place) => timeNote(state, x, place)}
        />
      ) : (
        found.failure === null && (
          <div class="dv-run-wait" style={{ height: `${height}px` }} aria-busy="true">
            <i class="dv-skeleton" />
          </div>
        )
      )}
      {isAlone && found.line && !found.line.exact && (
        <p class="dv-run-note dv-quiet">
          {found.line.of === undefined
            ? `Lowest and highest of each pixel, of ${formatCount(found.line.total)} points. Zoom in for all of them.`
            : `${formatCount(found.line.total)} of the ${formatCount(found.line.of)} points that were logged are in this page.`}
        </p>
      )}
    </article>
  );
}

/** How long after its start the run was at a step, as far as it ran evenly; nothing on other axes. */
function timeNote(state: RunState, x: string, place: number): string | undefined {
  const info = state.info.value;
  if (x !== "_step" || !info?.last_step || info.last_runtime === null) return undefined;
  return `about ${formatDuration((place / info.last_step) * info.last_runtime)}`;
}

function linesOf(
  chart: ChartSpec,
  found: Fetched,
  low: Fetched | undefined,
  high: Fetched | undefined,
  weight: number,
): ChartLine[] {
  if (!found.line) return [];
  const lowest = low?.line ? drawn(low.line, weight) : null;
  const highest = high?.line ? drawn(high.line, weight) : null;
  const band = lowest && highest ? bandOf(lowest, highest) : {};
  const bandLabels = chart.band
    ? { bandLabels: [splitKey(chart.band.low)[1], splitKey(chart.band.high)[1]] as [string, string] }
    : {};
  const color = "var(--dv-table-0-line)";
  return [{ id: chart.id, label: chart.name, color, ...drawn(found.line, weight), ...band, ...bandLabels }];
}

/** What can be done with one chart; in sight on hover and on focus. */
function Tools({ state, chart, isAlone }: { state: RunState; chart: ChartSpec; isAlone: boolean }) {
  const more = `More of ${chart.info.key}`;
  return (
    <span class="dv-run-tools">
      <MenuButton
        icon="more"
        small
        title={more}
        menu={more}
        items={() => [
          [
            {
              icon: "axis-log",
              label: "Logarithmic y axis",
              checked: state.logCharts.value.has(chart.id),
              onPick: () => state.toggleLog(chart.id),
            },
            {
              icon: "copy",
              label: "Copy the name",
              onPick: () => void navigator.clipboard?.writeText(chart.info.key),
            },
          ],
        ]}
      />
      {!isAlone && (
        <Button
          icon="expand"
          small
          title={`Show ${chart.info.key} large`}
          onClick={() => {
            state.alone.value = chart.id;
          }}
        />
      )}
    </span>
  );
}

/** Whether an element is on the screen, or nearly. */
function useInSight(ref: { readonly current: HTMLElement | null }): boolean {
  const [isInSight, setInSight] = useState(false);
  useEffect(() => {
    const el = ref.current;
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
  }, [ref]);
  return isInSight;
}
