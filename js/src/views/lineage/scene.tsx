import { useComputed, useSignalEffect } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { textWidth } from "../../text-width";
import { inSight, type Rect } from "./camera";
import { isOnWay } from "./graph";
import { isWithin, type LineageState } from "./lineage-state";
import { hasMark, type Placed, STACK } from "./picture";
import type { Route } from "./routes";
import type { LineageNode } from "./wire";
import { groupWords, nodeWords } from "./words";

/** So many nodes are drawn each by itself, with what stands on it; more are so small that nobody could read it. */
const MOST_NODES = 400;
/** What is drawn beyond the pane, in px, so that it is there when it comes into sight. */
const MARGIN = 320;
const RADIUS = 4;
/** So much of a name that is cut is its end. */
const TAIL = 0.4;

interface Drawn {
  rect: Rect;
  zoom: number;
  boxes: Placed[];
  isFar: boolean;
}

/** The graph. It is drawn somewhat beyond the pane and then only moved, until what is not drawn comes into sight. */
export function Scene({ state, idOf }: { state: LineageState; idOf(id: string): string }) {
  const stage = useRef<SVGSVGElement>(null);
  const last = useRef<{ picture: unknown; drawn: Drawn } | null>(null);
  const drawn = useComputed((): Drawn => {
    const camera = state.camera.value;
    const pane = state.pane.value;
    const picture = state.picture.value;
    const seen = inSight(camera, pane);
    const before = last.current;
    if (
      before &&
      before.picture === picture &&
      before.drawn.zoom === camera.zoom &&
      covers(before.drawn.rect, seen)
    ) {
      return before.drawn;
    }
    const rect = inSight(camera, pane, MARGIN);
    const boxes = picture.boxes.filter((box) => isWithin(box, rect));
    const next = { rect, zoom: camera.zoom, boxes, isFar: boxes.length > MOST_NODES };
    last.current = { picture, drawn: next };
    return next;
  });
  const move = () => {
    const { x, y, zoom } = state.camera.value;
    const { rect } = drawn.value;
    // The layer moves as a whole, which takes no drawing.
    if (stage.current) {
      stage.current.style.transform = `translate(${Math.round(x + rect.left * zoom)}px, ${Math.round(y + rect.top * zoom)}px)`;
    }
  };
  // An effect of signals runs for the first time after a paint, which would show the layer elsewhere.
  useLayoutEffect(move);
  useSignalEffect(move);
  const { rect, zoom, boxes, isFar } = drawn.value;
  const width = Math.max(1, (rect.right - rect.left) * zoom);
  const height = Math.max(1, (rect.bottom - rect.top) * zoom);
  const shown = isFar ? raised(state, boxes) : boxes;
  return (
    <svg
      ref={stage}
      class={`dv-lineage-stage ${isFar ? "is-far" : ""}`}
      width={width}
      height={height}
      role="presentation"
    >
      <g transform={`scale(${zoom}) translate(${-rect.left} ${-rect.top})`}>
        <Edges state={state} rect={rect} />
        {isFar && <FarNodes state={state} boxes={boxes} />}
        {shown.map((box) => (
          <Node key={box.node.id} state={state} box={box} id={idOf(box.node.id)} />
        ))}
      </g>
    </svg>
  );
}

/** Of a picture seen from far, the nodes that are drawn each by itself all the same. */
function raised(state: LineageState, boxes: readonly Placed[]): Placed[] {
  const wanted = new Set([state.lit.value, state.active.value]);
  return boxes.filter(({ node }) => node.is_current || wanted.has(node.id));
}

/** All lines as two paths: those on the way to or from what is pointed at, and the others. */
function Edges({ state, rect }: { state: LineageState; rect: Rect }) {
  const lit = state.lit.value;
  const kin = state.kin.value;
  const bright: Route[] = [];
  const plain: Route[] = [];
  for (const route of state.picture.value.routes) {
    const { left, right, top, bottom } = route.bounds;
    if (left > rect.right || right < rect.left || top > rect.bottom || bottom < rect.top) continue;
    (lit !== null && kin && isOnWay(route.edge, lit, kin) ? bright : plain).push(route);
  }
  const line = (routes: readonly Route[]) => routes.map((route) => route.line).join("");
  const arrow = (routes: readonly Route[]) => routes.map((route) => route.arrow).join("");
  return (
    <>
      <path class={`dv-lineage-edge ${lit === null ? "" : "is-dim"}`} d={line(plain)} />
      <path class={`dv-lineage-arrow ${lit === null ? "" : "is-dim"}`} d={arrow(plain)} />
      <path class="dv-lineage-edge is-lit" d={line(bright)} />
      <path class="dv-lineage-arrow is-lit" d={arrow(bright)} />
    </>
  );
}

/** Nodes seen from far, as one path of each kind and brightness. */
function FarNodes({ state, boxes }: { state: LineageState; boxes: readonly Placed[] }) {
  const paths = new Map<string, string>();
  for (const box of boxes) {
    const look = lookOf(state, box.node);
    const kind = `dv-lineage-shape is-${box.node.kind} ${look} ${isBad(box.node) ? "is-bad" : ""}`;
    paths.set(kind, (paths.get(kind) ?? "") + outline(box));
  }
  return (
    <>
      {[...paths].map(([kind, d]) => (
        <path key={kind} class={kind} d={d} />
      ))}
    </>
  );
}

const isBad = ({ state, is_group, states }: LineageNode) =>
  is_group ? Boolean(states.crashed || states.failed) : state === "crashed" || state === "failed";

/** A rectangle, its corners rounded or its ends round. */
function outline({ node, x, y, width, height }: Placed): string {
  const r = node.kind === "run" ? RADIUS : height / 2;
  const [w, h] = [width - 2 * r, height - 2 * r];
  const corner = (dx: number, dy: number) => `a${r} ${r} 0 0 1 ${dx} ${dy}`;
  return `M${x + r} ${y}h${w}${corner(r, r)}v${h}${corner(-r, r)}h${-w}${corner(-r, -r)}v${-h}${corner(r, -r)}z`;
}

/** Whether a node is bright or dim for what is pointed at or looked for. */
function lookOf(state: LineageState, { id }: LineageNode): string {
  const lit = state.lit.value;
  const kin = state.kin.value;
  if (lit !== null && kin) {
    if (id === lit) return "is-lit is-hovered";
    return kin.up.has(id) || kin.down.has(id) ? "is-lit" : "is-dim";
  }
  if (!state.options.find.value.trim()) return "";
  return state.found.value.has(id) ? "is-found" : "is-dim";
}

function Node({ state, box, id }: { state: LineageState; box: Placed; id: string }) {
  const { node, x, y, width, height } = box;
  const { next, previous } = state.graph.value;
  const r = node.kind === "run" ? RADIUS : height / 2;
  const names = ["dv-lineage-node", `is-${node.kind}`, lookOf(state, node)];
  if (node.is_current) names.push("is-current");
  if (node.id === state.active.value) names.push("is-active");
  if (node.state === "deleted" || node.state === "damaged") names.push("is-gone");
  const isMarked = hasMark(node);
  const centre = x + (width - (isMarked ? 16 : 0)) / 2;
  const room = width - (node.kind === "run" ? 12 : 18) - (isMarked ? 16 : 0);
  const frame = (gap: number) => ({
    x: x - gap,
    y: y - gap,
    width: width + 2 * gap,
    height: height + 2 * gap,
    rx: r + gap,
  });
  return (
    <g
      id={id}
      class={names.join(" ")}
      role="option"
      aria-selected={node.is_current}
      aria-label={nodeWords(node, previous.get(node.id)?.length ?? 0, next.get(node.id)?.length ?? 0)}
    >
      {node.is_group && node.member_count > 1 && (
        <rect class="dv-lineage-shape is-behind" {...frame(0)} x={x + STACK} y={y + STACK} />
      )}
      <rect class="dv-lineage-shape" {...frame(0)} />
      {node.is_current && <rect class="dv-lineage-ring" {...frame(3.5)} />}
      <rect class="dv-lineage-focus" {...frame(node.is_current ? 6.5 : 3.5)} />
      <text x={centre} y={node.is_group ? y + 19 : y + height / 2 + 4}>
        {cut(node.label, room)}
      </text>
      {node.is_group && " "}
      {node.is_group && (
        <text class="is-small" x={centre} y={y + 34}>
          {groupWords(node)}
        </text>
      )}
      {isMarked && <Mark state={node.state} x={x + width - 13} y={y + height / 2} />}
    </g>
  );
}

/** How a run ended, at the end of its name; a dot while it goes on. */
function Mark({ state, x, y }: { state: string; x: number; y: number }) {
  if (state === "running") return <circle class="dv-lineage-running" cx={x} cy={y} r={3} />;
  if (state === "killed")
    return <rect class="dv-lineage-killed" x={x - 3.5} y={y - 3.5} width={7} height={7} rx={1} />;
  return <path class="dv-lineage-cross" d={`M${x - 4} ${y - 4}l8 8m0-8l-8 8`} />;
}

/** A text that has room, its middle left out where it has not: names of a series differ at their ends. */
function cut(text: string, room: number): string {
  const width = (part: string) => (textWidth(part) * 12) / 13;
  if (width(text) <= room + 4) return text;
  const shortened = (count: number) => {
    const tail = Math.floor(count * TAIL);
    return `${text.slice(0, count - tail)}…${text.slice(text.length - tail)}`;
  };
  let most = text.length - 1;
  while (most > 2 && width(shortened(most)) > room) most -= 1;
  return shortened(most);
}

const covers = (rect: Rect, seen: Rect) =>
  rect.left <= seen.left && rect.top <= seen.top && rect.right >= seen.right && rect.bottom >= seen.bottom;
