import { useSignalEffect } from "@preact/signals";
import type { RefObject } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { Button } from "../../controls/button";
import { Icon } from "../../controls/icon";
import { followPointer } from "./hand";
import type { LineageState } from "./lineage-state";
import { Scene } from "./scene";
import { stepFrom } from "./steps";
import { Tip } from "./tip";
import type { LineageNode, LineageTarget } from "./wire";

const ZOOM_STEP = 1.25;
/** Room that a head needs to be read, in px. */
const LEAST_HEAD = 24;

export interface LineagePaneProps {
  state: LineageState;
  pane: RefObject<HTMLDivElement | null>;
  onOpen(target: LineageTarget, node: LineageNode): unknown;
}

/** The part of the graph that is in sight, and what moves it. */
export function LineagePane({ state, pane, onOpen }: LineagePaneProps) {
  const prefix = useId();
  const idOf = (id: string) => `${prefix}-${id.replace(/\s/g, "_")}`;
  const open = useRef(onOpen);
  open.current = onOpen;
  const openNode = (id: string) => {
    const node = state.graph.peek().nodes.get(id);
    if (!node) return;
    const isOpened =
      node.state !== "deleted" && open.current(targetOf(node, state.answer.peek()?.project), node) !== false;
    state.pinned.value = isOpened ? null : id;
  };
  useLayoutEffect(() => {
    const el = pane.current;
    if (!el) return;
    const measure = () => state.resize({ width: el.clientWidth, height: el.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(el);
    return () => observer.disconnect();
  }, [state, pane]);
  useLayoutEffect(
    () => (pane.current ? followPointer(pane.current, state, openNode) : undefined),
    [state, pane],
  );
  const active = state.active.value;
  const isShown = active !== null && state.picture.value.byId.has(active);
  const current = state.current;
  return (
    <div class="dv-lineage-main">
      <div
        ref={pane}
        class={`dv-lineage-pane ${isShown ? "has-active" : ""}`}
        role="listbox"
        aria-label={current ? `Lineage of ${current.label}` : "Lineage of the project"}
        aria-activedescendant={isShown ? idOf(active) : undefined}
        tabIndex={0}
        onKeyDown={(event) => onKey(event, state, openNode)}
        onFocus={() => {
          state.isFocused.value = pane.current?.matches(":focus-visible") ?? false;
          if (state.isFocused.value && state.active.value === null) {
            const start = state.current?.id ?? state.picture.value.boxes[0]?.node.id;
            if (start !== undefined) state.active.value = start;
          }
        }}
        onBlur={() => {
          state.isFocused.value = false;
        }}
      >
        <Scene state={state} idOf={idOf} />
      </div>
      <Heads state={state} />
      <Tip state={state} />
      {state.picture.value.boxes.length > 0 && (
        <div class="dv-lineage-foot">
          <Legend state={state} />
          <Zoom state={state} />
        </div>
      )}
    </div>
  );
}

function onKey(event: KeyboardEvent, state: LineageState, open: (id: string) => void): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { key } = event;
  const active = state.active.peek();
  const picture = state.picture.peek();
  const node = active === null ? undefined : state.graph.peek().nodes.get(active);
  state.isFocused.value = true;
  state.hovered.value = null;
  if (["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"].includes(key)) {
    const next =
      active && node ? stepFrom(active, key, picture, state.graph.peek()) : picture.boxes[0]?.node.id;
    if (next) state.activate(next);
  } else if (key === "Enter" && node) open(node.id);
  else if ((key === "e" || key === "E" || key === " ") && node) {
    if (node.is_group) state.openGroup(node.id);
    else if (state.options.openGroups.peek().includes(node.group)) state.closeGroup(node.group);
  } else if (key === "+" || key === "=") state.zoom(ZOOM_STEP);
  else if (key === "-") state.zoom(1 / ZOOM_STEP);
  else if (key === "f" || key === "F") state.fit();
  else if (key === "Escape" && (active !== null || state.pinned.peek() !== null)) {
    state.active.value = null;
    state.pinned.value = null;
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

/** What each layer holds, above it wherever it is moved. */
function Heads({ state }: { state: LineageState }) {
  const strip = useRef<HTMLDivElement>(null);
  const { heads } = state.picture.value;
  const move = () => {
    const { x, zoom } = state.camera.value;
    const { heads: all } = state.picture.value;
    for (const [at, { x: middle, width }] of all.entries()) {
      const head = strip.current?.children[at] as HTMLElement | undefined;
      if (!head) continue;
      head.style.transform = `translate(${x + middle * zoom}px) translate(-50%)`;
      const room = (width + 22) * zoom;
      head.style.maxWidth = `${room}px`;
      // Seen from so far that no word has room, they would stand on each other.
      head.hidden = room < LEAST_HEAD;
    }
  };
  useLayoutEffect(move);
  useSignalEffect(move);
  if (heads.length === 0) return null;
  return (
    <div ref={strip} class="dv-lineage-heads" aria-hidden="true">
      {heads.map(({ text }, at) => (
        <span key={at} title={text}>
          {text}
        </span>
      ))}
    </div>
  );
}

function Legend({ state }: { state: LineageState }) {
  const answer = state.answer.value;
  const nodes = answer?.nodes ?? [];
  const has = (test: (node: LineageNode) => boolean) => nodes.some(test);
  return (
    <div class="dv-lineage-legend">
      <span>
        <i class="is-run" />
        run
      </span>
      <span>
        <i class="is-artifact" />
        artifact
      </span>
      {has(({ is_current }) => is_current) && (
        <span>
          <i class="is-current" />
          open now
        </span>
      )}
      {has(({ is_group, state: how }) => !is_group && (how === "crashed" || how === "failed")) && (
        <span>
          <Icon name="close" size={12} />
          crashed or failed
        </span>
      )}
      {has(({ state: how }) => how === "deleted") && (
        <span>
          <i class="is-artifact is-gone" />
          deleted
        </span>
      )}
      {answer !== null && answer.unlinked_count > 0 && (
        <span title="Runs and versions of the project that used nothing, logged nothing and were not used">
          {answer.unlinked_count} not linked
        </span>
      )}
    </div>
  );
}

function Zoom({ state }: { state: LineageState }) {
  const { zoom } = state.camera.value;
  return (
    <div class="dv-lineage-zoom" role="group" aria-label="Zoom">
      <Button icon="minus" title="Zoom out (-)" onClick={() => state.zoom(1 / ZOOM_STEP)} />
      <span>{Math.round(zoom * 100)} %</span>
      <Button icon="plus" title="Zoom in (+)" onClick={() => state.zoom(ZOOM_STEP)} />
      <Button icon="fit" title="Show all (F)" onClick={() => state.fit()} />
    </div>
  );
}

/** What a node stands for, in a lineage of a project. */
function targetOf(node: LineageNode, project: string | undefined): LineageTarget {
  const { kind, name, version, type } = node;
  const isOne = !node.is_group || node.member_count === 1;
  const elsewhere = node.project === project ? {} : { project: node.project };
  if (kind === "run") {
    return isOne
      ? { kind: "run", name: node.label, version: null, id: name, ...elsewhere }
      : { kind: "runs", name: node.label, version: null, id: "", job_type: type, ...elsewhere };
  }
  const which = isOne ? version : null;
  return { kind: isOne ? "version" : "artifact", name, version: which, id: "", ...elsewhere };
}
