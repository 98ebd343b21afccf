import { useSignalEffect } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { formatNumber } from "../../format";
import { reach } from "./graph";
import type { LineageState } from "./lineage-state";
import type { LineageFact, LineageNode } from "./wire";
import { groupWords, kindWords, nodesWords } from "./words";

/** A pointer that only passes asks for nothing. */
const REST_MS = 120;
const GAP = 12;
const EDGE = 8;

/** What is to be said of the node that is pointed at, that the keys are on, or that was pressed. */
export function Tip({ state }: { state: LineageState }) {
  const id = state.told.value;
  const node = id === null ? undefined : state.graph.value.nodes.get(id);
  return node ? <NodeTip key={node.id} state={state} node={node} /> : null;
}

function NodeTip({ state, node }: { state: LineageState; node: LineageNode }) {
  const el = useRef<HTMLDivElement>(null);
  const facts = useFacts(state, node);
  const graph = state.graph.value;
  const makers = (graph.previous.get(node.id) ?? []).map((id) => graph.nodes.get(id));
  const maker =
    node.kind === "artifact" && !node.is_group ? makers.find((other) => other?.kind === "run") : null;
  const place = () => {
    const { x, y, zoom } = state.camera.value;
    const pane = state.pane.value;
    const box = state.picture.value.byId.get(node.id);
    const tip = el.current;
    if (!box || !tip) return;
    const [left, top] = [x + box.x * zoom, y + box.y * zoom];
    const [right, bottom] = [left + box.width * zoom, top + box.height * zoom];
    // One that was pressed may be moved out of sight.
    const isSeen = right > 0 && bottom > 0 && left < pane.width && top < pane.height;
    tip.style.visibility = isSeen ? "" : "hidden";
    const isBelow =
      bottom + GAP + tip.offsetHeight + EDGE <= pane.height || top - GAP - tip.offsetHeight < EDGE;
    const wish = isBelow ? bottom + GAP : top - GAP - tip.offsetHeight;
    tip.style.left = `${Math.max(EDGE, Math.min(left - EDGE, pane.width - tip.offsetWidth - EDGE))}px`;
    tip.style.top = `${Math.max(EDGE, Math.min(wish, pane.height - tip.offsetHeight - EDGE))}px`;
  };
  useLayoutEffect(place);
  useSignalEffect(place);
  return (
    <div ref={el} class="dv-lineage-tip" role="tooltip">
      <b>
        {node.label}
        <span class="dv-quiet">, {node.is_group ? groupWords(node) : kindWords(node)}</span>
      </b>
      <dl>
        {maker && <Fact name="logged by" value={maker.is_group ? groupWords(maker) : maker.label} />}
        {facts.map(({ name, value, unit }) => (
          <Fact
            key={name}
            name={name}
            value={unit === "number" ? formatNumber(Number(value)) : String(value)}
            isStrong={unit === "number"}
          />
        ))}
        <Fact name="comes from" value={nodesWords(reach(node.id, graph.previous).size)} />
        <Fact name="leads to" value={nodesWords(reach(node.id, graph.next).size)} />
      </dl>
      {node.project !== state.answer.value?.project && (
        <small class="dv-quiet">In the project {node.project}</small>
      )}
      {node.is_group && node.member_count > 1 && (
        <small class="dv-quiet">Double-click or E shows each of them</small>
      )}
    </div>
  );
}

function Fact({ name, value, isStrong }: { name: string; value: string; isStrong?: boolean }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class={isStrong ? "is-strong" : ""}>{value}</dd>
    </div>
  );
}

/** What Python knows of a run or version besides the graph. What it cannot say is left out: the rest stands. */
function useFacts(state: LineageState, node: LineageNode): LineageFact[] {
  const [facts, setFacts] = useState<LineageFact[]>(() => state.facts.get(node.id) ?? []);
  useEffect(() => {
    if (node.is_group || node.state === "deleted" || state.facts.has(node.id)) return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      state.channel.askQuietly("lineage_facts", { id: node.id }, abort.signal).then(
        ({ result }) => {
          state.facts.set(node.id, result.facts);
          setFacts(result.facts);
        },
        () => {},
      );
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [state, node]);
  return facts;
}
