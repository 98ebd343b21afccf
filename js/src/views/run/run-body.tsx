import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../controls/button";
import { ChunkFailure, ChunkProgress } from "../chunked";
import { NothingLogged } from "./nothing-logged";
import "./run.css";
import "./tabs.css";
import { RunHead } from "./run-head";
import type { RunState } from "./run-state";
import { ChartTools } from "./run-toolbar";
import { SidePanel } from "./side-panel";
import { TAB_NAMES, TabBody, Tabs, tabsOf } from "./tabs";

/** From this width on the side panel is open unless it was closed. */
const SIDE_PX = 900;

interface RunBodyProps {
  state: RunState;
  /** What leads out of the run, before its name. */
  lead?: ComponentChildren;
}

/** A run: who it is, and what it logged. */
export function RunBody({ state, lead }: RunBodyProps) {
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
    return (
      <>
        {lead && <header class="dv-run-head">{lead}</header>}
        {failure === null ? (
          <div class="dv-run-loading" aria-busy="true">
            <ChunkProgress label="Reading the run" />
            <i class="dv-skeleton" />
            <i class="dv-skeleton" />
          </div>
        ) : (
          <ChunkFailure
            message="The run cannot be read."
            failure={failure}
            onRetry={() => void state.load()}
          />
        )}
      </>
    );
  }
  const isSideOpen = state.isSideOpen.value ?? width >= SIDE_PX;
  const there = tabsOf(state);
  // A tab that the run has nothing for shows its charts.
  const wish = state.options.tab.value;
  const tab = there.some(({ value }) => value === wish) ? wish : "charts";
  const isEmpty = info.keys.length === 0 && info.system.length === 0 && there.length === 1;
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
      <RunHead state={state} lead={lead} />
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
      {info.page_notes?.map((note) => (
        <p key={note} class="dv-run-page-note dv-quiet">
          {note}
        </p>
      ))}
      {isEmpty ? (
        <NothingLogged info={info} />
      ) : (
        <>
          <div class="dv-run-bar">
            <Tabs state={state} tabs={there} tab={tab} />
            <div class="dv-run-bar-tools">
              {tab === "charts" && (
                <>
                  <ChartTools state={state} />
                  <span class="dv-rule" />
                </>
              )}
              <Button
                icon="panel"
                title="Summary and config"
                pressed={isSideOpen}
                onClick={() => {
                  state.isSideOpen.value = !isSideOpen;
                }}
              />
            </div>
          </div>
          <div class={`dv-run-main ${isSideOpen ? "has-side" : ""}`}>
            <div class="dv-run-scroll" role="tabpanel" aria-label={TAB_NAMES[tab]}>
              <TabBody state={state} tab={tab} />
            </div>
            {isSideOpen && <SidePanel state={state} />}
          </div>
        </>
      )}
    </section>
  );
}
