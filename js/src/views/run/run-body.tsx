import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../controls/button";
import { formatCount } from "../../format";
import { ChunkFailure, ChunkProgress } from "../chunked";
import { ChartsTab } from "./charts-tab";
import { NothingLogged } from "./nothing-logged";
import "./run.css";
import { RunHead } from "./run-head";
import type { Tab } from "./run-options";
import type { RunState } from "./run-state";
import { ChartTools } from "./run-toolbar";
import { SidePanel } from "./side-panel";

/** From this width on the side panel is open unless it was closed. */
const SIDE_PX = 900;

/** A run: who it is, and what it logged. */
export function RunBody({ state }: { state: RunState }) {
  const place = useRef<HTMLElement>(null);
  const [width, setWidth] = useState(0);
  const info = state.info.value;
  const isHere = info !== null;
  useEffect(() => {
    const el = place.current;
    if (!el) return;
    const observer = new ResizeObserver(() => setWidth(el.clientWidth));
    setWidth(el.clientWidth);
    observer.observe(el);
    return () => observer.disconnect();
  }, [isHere]);
  const failure = state.failure.value;
  if (!info) {
    if (failure === null) {
      return (
        <div class="dv-run-loading" aria-busy="true">
          <ChunkProgress label="Reading the run" />
          <i class="dv-skeleton" />
          <i class="dv-skeleton" />
        </div>
      );
    }
    return (
      <ChunkFailure message="The run cannot be read." failure={failure} onRetry={() => void state.load()} />
    );
  }
  const isSideOpen = state.isSideOpen.value ?? width >= SIDE_PX;
  const isEmpty = info.keys.length === 0 && info.system.length === 0;
  return (
    <section
      ref={place}
      class="dv-run"
      aria-label={`Run ${info.name}`}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented || state.alone.peek() === null) return;
        state.alone.value = null;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      <RunHead state={state} />
      {failure !== null && (
        <ChunkFailure
          message="What is shown may be old."
          failure={failure}
          onRetry={() => void state.load()}
        />
      )}
      {info.problems.map((problem) => (
        <p key={problem} class="dv-failure is-warning" role="status">
          {problem}
        </p>
      ))}
      {isEmpty ? (
        <NothingLogged info={info} />
      ) : (
        <>
          <div class="dv-run-bar">
            <Tabs state={state} />
            <span class="dv-grow" />
            {state.options.tab.value === "charts" && <ChartTools state={state} />}
            <span class="dv-rule" />
            <Button
              icon="panel"
              title="Summary and config"
              pressed={isSideOpen}
              onClick={() => {
                state.isSideOpen.value = !isSideOpen;
              }}
            />
          </div>
          <div class={`dv-run-main ${isSideOpen ? "has-side" : ""}`}>
            <div class="dv-run-scroll" role="tabpanel" aria-label={TABS[state.options.tab.value]}>
              <ChartsTab state={state} />
            </div>
            {isSideOpen && <SidePanel state={state} />}
          </div>
        </>
      )}
    </section>
  );
}

const TABS: Record<Tab, string> = {
  charts: "Charts",
  media: "Media",
  histograms: "Histograms",
  console: "Console",
  artifacts: "Artifacts",
};

/** What the run has, a tab each; what it has nothing of has none. */
function Tabs({ state }: { state: RunState }) {
  const { tab } = state.options;
  const charts = state.groups.value.reduce((sum, group) => sum + group.charts.length, 0);
  const there: { value: Tab; count: number }[] = [{ value: "charts", count: charts }];
  return (
    <div
      class="dv-run-tabs"
      role="tablist"
      aria-label="What the run logged"
      onKeyDown={(event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (step === undefined) return;
        const at = there.findIndex(({ value }) => value === tab.value);
        const next = (at + step + there.length) % there.length;
        tab.value = (there[next] as { value: Tab }).value;
        (event.currentTarget.children[next] as HTMLElement).focus();
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      {there.map(({ value, count }) => (
        <button
          key={value}
          type="button"
          role="tab"
          aria-selected={tab.value === value}
          tabIndex={tab.value === value ? 0 : -1}
          onClick={() => {
            tab.value = value;
          }}
        >
          {TABS[value]}
          {count > 0 && <small>{formatCount(count)}</small>}
        </button>
      ))}
    </div>
  );
}
