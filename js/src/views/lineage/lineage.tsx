import { useSignalEffect } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { ChunkFailure, ChunkProgress } from "../chunked";
import { useConnection } from "../context";
import { LineageBar } from "./lineage-bar";
import { LineagePane } from "./lineage-pane";
import { freshLineageOptions, type LineageOptions, LineageState } from "./lineage-state";
import type { LineageNode, LineageTarget } from "./wire";
import { layingWords } from "./words";
import "./lineage.css";

export interface LineageProps {
  /** What it is around: a version, an artifact's newest version, or a run; the whole project otherwise. */
  opened?: LineageTarget | null;
  /** A node was pressed: a version, a run, or all of a group. Where it returns false nothing opened, and what is known
   * of the node stays. */
  onOpen(target: LineageTarget, node: LineageNode): unknown;
  /** What the view around keeps of how it is shown. */
  options?: LineageOptions;
  /** Changes when the store did: asked again. */
  version?: number;
  /** Whether it is a view by itself. */
  isOwnView?: boolean;
  onAnswer?(counts: { node_count: number; group_count: number }): void;
}

/** Runs and versions as a graph, in layers from left to right. */
export function Lineage({
  opened = null,
  onOpen,
  options,
  version = 0,
  isOwnView = false,
  onAnswer,
}: LineageProps) {
  const { channel, signal } = useConnection();
  const state = useMemo(
    () => new LineageState(channel, signal, options ?? freshLineageOptions()),
    [channel, signal, options],
  );
  const pane = useRef<HTMLDivElement>(null);
  const around = aroundOf(opened);
  const key = JSON.stringify(around);
  const { grouped, openGroups } = state.options;
  const shown = `${grouped.value} ${openGroups.value.join("\n")}`;
  useEffect(() => void state.load(JSON.parse(key)), [state, key, shown, version]);
  useEffect(() => () => state.stop(), [state]);
  const said = useRef(onAnswer);
  said.current = onAnswer;
  useSignalEffect(() => {
    const answer = state.answer.value;
    if (answer) said.current?.({ node_count: answer.node_count, group_count: answer.group_count });
  });
  const answer = state.answer.value;
  const failure = state.failure.value;
  const layingOut = state.layingOut.value;
  return (
    <div class="dv-lineage">
      {state.isWaiting.value && (
        <ChunkProgress label={layingOut > 0 ? layingWords(layingOut) : "Reading the lineage"} />
      )}
      <LineageBar state={state} isOwnView={isOwnView} onFound={() => pane.current?.focus()} />
      {failure !== null && (
        <ChunkFailure
          message="The lineage cannot be read."
          failure={failure}
          onRetry={() => void state.load(around)}
        />
      )}
      {answer && answer.nodes.length === 0 ? (
        <NothingLinked count={answer.unlinked_count} />
      ) : (
        <LineagePane state={state} pane={pane} onOpen={onOpen} />
      )}
      {answer === null && layingOut > 0 && <p class="dv-lineage-wait">{layingWords(layingOut)}</p>}
    </div>
  );
}

function NothingLinked({ count }: { count: number }) {
  return (
    <div class="dv-lineage-nothing">
      <b>Nothing is linked yet</b>
      <p>
        {count > 0 && `There ${count === 1 ? "is 1 run or version" : `are ${count} runs and versions`}, but `}
        {count > 0 ? "a" : "A"} line appears here when a run uses one with <code>run.use_artifact</code> or
        logs one with <code>run.log_artifact</code>.
      </p>
    </div>
  );
}

function aroundOf(opened: LineageTarget | null): LineageTarget | null {
  return opened && ["version", "artifact", "run"].includes(opened.kind)
    ? {
        kind: opened.kind,
        name: opened.name,
        version: opened.version,
        id: opened.id,
        ...(opened.project ? { project: opened.project } : {}),
      }
    : null;
}
