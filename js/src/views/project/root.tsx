import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { Button } from "../../controls/button";
import { ChunkFailure, ChunkProgress } from "../chunked";
import { ConnectionProvider } from "../context";
import type { RootProps } from "../lazy-root";
import { InnerPage } from "./inner-page";
import { NothingLogged } from "./nothing-logged";
import { Page } from "./page";
import { ProjectProvider, ProjectState, useProject } from "./project-state";
import { ProjectTree } from "./project-tree";
import { TreeFoot } from "./tree-foot";
import "./project-icons";
import "./project.css";
import "./tree.css";
import "./page.css";
import "./tabs.css";
import "./compared/compared.css";

/** From this width on the tree and what is open stand beside each other. */
const BESIDE_PX = 640;
/** From this width on there is room for a whole view beside the tree. */
const ROOMY_PX = 1100;

/** The artifacts, runs and saved views of a project, and the one that is open. */
export function ProjectRoot({ model, channel, signal }: RootProps) {
  const state = useMemo(() => new ProjectState(model, channel, signal), [model, channel, signal]);
  const connection = useMemo(() => ({ channel, signal }), [channel, signal]);
  return (
    <ConnectionProvider value={connection}>
      <ProjectProvider value={state}>
        <Project />
      </ProjectProvider>
    </ConnectionProvider>
  );
}

function Project() {
  const state = useProject();
  const root = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(1024);
  useLayoutEffect(() => {
    const el = root.current;
    if (!el) return;
    const measure = () => setWidth(el.clientWidth || 1024);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(el);
    return () => observer.disconnect();
  }, []);
  const listing = state.listing.value;
  const opened = state.opened.value;
  const inner = state.inner.value;
  const isNarrow = width < BESIDE_PX;
  const isWhole = inner !== null || opened.kind === "runs" || opened.kind === "saved_view";
  /** Where the tree may be hidden for more room. */
  const mayHide = isWhole || opened.kind === "run";
  const isBare = opened.kind === "none" && inner === null;
  const wish = state.isTreeShown.value;
  const isTreeShown = isNarrow ? (wish ?? isBare) : (wish ?? (!isWhole || width >= ROOMY_PX));
  const isPageShown = !isNarrow || !isTreeShown;
  // Another page than before: the width decides again.
  useEffect(() => {
    state.isTreeShown.value = null;
  }, [isWhole, mayHide, isNarrow]);
  if (!listing) {
    const failure = state.failure.value;
    return (
      <div ref={root} class="dv-project is-waiting" aria-busy={failure === null}>
        {failure === null ? (
          <>
            <ChunkProgress label="Reading the project" />
            <span class="dv-project-reading" role="status">
              {state.channel.isBusy.value
                ? "Kernel busy: the project is read after it"
                : "Reading the project"}
            </span>
            <Bones />
          </>
        ) : (
          <ChunkFailure
            message="The project cannot be read."
            failure={failure}
            onRetry={() => {
              state.failure.value = null;
              void state.load();
            }}
          />
        )}
      </div>
    );
  }
  const isEmpty = listing.artifact_count === 0 && listing.run_count === 0 && listing.views.length === 0;
  // Beside the list a page needs no way to it; a whole view may want its room.
  const treeButton =
    isTreeShown && !mayHide && !isNarrow ? null : (
      <Button
        class={isNarrow ? "is-way-back" : ""}
        icon={isNarrow ? "go-back" : "sidebar"}
        title={isNarrow ? "Back to the list" : isTreeShown ? "Hide the list" : "Show the list"}
        onClick={() => {
          state.isTreeShown.value = !isTreeShown;
        }}
      />
    );
  const classes = ["dv-project", isNarrow ? "is-narrow" : "", isTreeShown && isPageShown ? "is-both" : ""];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys that work wherever the focus is inside
    <div
      ref={root}
      class={classes.join(" ")}
      onKeyDown={(event) => {
        if (event.key !== "/" || event.defaultPrevented || isTyping(event.target)) return;
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        event.stopPropagation();
        state.isTreeShown.value = true;
        // Where the list was away, its field is there after the next drawing.
        setTimeout(() => root.current?.querySelector<HTMLElement>("[data-project-search]")?.focus());
      }}
    >
      {isEmpty ? (
        <div class="dv-project-nothing">
          <NothingLogged listing={listing} />
          <TreeFoot />
        </div>
      ) : (
        <>
          {isTreeShown && (
            <ProjectTree
              onPick={() => {
                if (isNarrow) state.isTreeShown.value = false;
              }}
            />
          )}
          {isPageShown && (
            <main class="dv-project-page">
              {!isTreeShown && state.failure.value !== null && (
                <ChunkFailure
                  message="What is shown may be old."
                  failure={state.failure.value}
                  onRetry={() => void state.load()}
                />
              )}
              {inner ? (
                <InnerPage inner={inner} treeButton={treeButton} />
              ) : (
                <Page opened={opened} treeButton={treeButton} />
              )}
            </main>
          )}
        </>
      )}
    </div>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}

/** Where names will stand. */
function Bones() {
  return (
    <div class="dv-project-bones" aria-hidden="true">
      {[64, 96, 120, 88, 104, 72].map((width, at) => (
        <i key={at} class="dv-skeleton" style={{ width: `${width}px` }} />
      ))}
    </div>
  );
}
