import { Graph, layout } from "@dagrejs/dagre";
import { layersOf } from "./layers";
import { type OrderGraph, orderLayers } from "./order";
import { hasMark, type Picture, type Placed, STACK } from "./picture";
import { type Box, type Point, route } from "./routes";
import type { LineageEdge, LineageNode } from "./wire";

/** Sizes in CSS pixels at 100 %. */
const HEIGHT = 28;
const GROUP_HEIGHT = 44;
const MOST_WIDTH = 208;
const LEAST_GROUP_WIDTH = 104;
const ROW_GAP = 13;
const GROUP_GAP = 36;
const LAYER_GAP = 26;
/** How wide a node has to be for what stands on it, its padding left out. */
export type Measure = (node: LineageNode) => number;

/** Lay out runs and versions in layers from left to right. */
export function layOut(
  nodes: readonly LineageNode[],
  edges: readonly LineageEdge[],
  measure: Measure,
): Picture {
  const layers = layersOf(nodes, edges);
  const layerOf = new Map(nodes.map(({ id, group }) => [id, layers.get(group) ?? 0]));
  const isForward = ({ source, target }: LineageEdge) =>
    (layerOf.get(source) as number) < (layerOf.get(target) as number);
  const widths = widthsOf(nodes, measure);
  const graph = new Graph();
  const isAllGroups = nodes.every(({ is_group }) => is_group);
  graph.setGraph({
    rankdir: "LR",
    nodesep: isAllGroups ? GROUP_GAP : ROW_GAP,
    edgesep: 8,
    ranksep: LAYER_GAP,
    // dagre puts a rank for labels of edges between any two.
    ranker: rankBy((id) => 2 * (layerOf.get(id) ?? 0)),
  } as Parameters<typeof graph.setGraph>[0]);
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) {
    const height = node.is_group ? GROUP_HEIGHT : HEIGHT;
    graph.setNode(node.id, { width: widths.get(node.id) as number, height });
  }
  const places = new Map(nodes.map(({ id }, at) => [id, at]));
  const forward = edges.filter(isForward);
  // Oldest first, which stands above where nothing else says.
  forward.sort((a, b) => (places.get(a.target) as number) - (places.get(b.target) as number));
  for (const { source, target } of forward) graph.setEdge(source, target, {});
  layout(graph, {
    customOrder: (built, order) => orderLayers(built as unknown as OrderGraph, () => order(built)),
  });
  const boxes = nodes.map((node): Placed => {
    const { x = 0, y = 0, width = 0, height = 0 } = graph.node(node.id);
    return {
      node,
      layer: layerOf.get(node.id) as number,
      x: x - width / 2,
      y: y - height / 2,
      width,
      height,
    };
  });
  const byId = new Map(boxes.map((box) => [box.node.id, box]));
  const columns = columnsOf(boxes);
  const routes = edges.map((edge) => {
    const [from, to] = [byId.get(edge.source) as Placed, byId.get(edge.target) as Placed];
    const points = isForward(edge)
      ? (graph.edge(edge.source, edge.target) as { points: Point[] }).points
      : [];
    return route(edge, stacked(from), stacked(to), bends(points, from.layer, columns));
  });
  return {
    boxes,
    byId,
    routes,
    heads: isAllGroups ? [] : [...columns.values()].map(({ text, x, width }) => ({ text, x, width })),
    width: Math.max(0, ...boxes.map(({ x, width }) => x + width + STACK)),
    height: Math.max(0, ...boxes.map(({ y, height }) => y + height + STACK)),
  };
}

/** Tell dagre the ranks. Its own are of single nodes, and a version that a run of its own group's kind used would stand
 * in another layer than its siblings. */
function rankBy(rankOf: (id: string) => number) {
  return (graph: InstanceType<typeof Graph>) => {
    for (const id of graph.nodes()) (graph.node(id) as { rank: number }).rank = rankOf(id);
  };
}

/** Members of a group are equally wide. */
function widthsOf(nodes: readonly LineageNode[], measure: Measure): Map<string, number> {
  const needed = (node: LineageNode) => {
    const width = Math.ceil(measure(node)) + (node.kind === "run" ? 18 : 24) + (hasMark(node) ? 16 : 0);
    return Math.min(MOST_WIDTH, Math.max(width, node.is_group ? LEAST_GROUP_WIDTH : 48));
  };
  const most = new Map<string, number>();
  const keyOf = (node: LineageNode) => (node.is_group ? node.id : `members of ${node.group}`);
  for (const node of nodes) most.set(keyOf(node), Math.max(most.get(keyOf(node)) ?? 0, needed(node)));
  return new Map(nodes.map((node) => [node.id, most.get(keyOf(node)) as number]));
}

interface Column {
  text: string;
  /** Its middle. */
  x: number;
  width: number;
}

function columnsOf(boxes: readonly Placed[]): Map<number, Column> {
  const columns = new Map<number, Column & { names: Set<string> }>();
  for (const { node, layer, x, width } of boxes) {
    const column = columns.get(layer) ?? { text: "", x: x + width / 2, width: 0, names: new Set() };
    columns.set(layer, column);
    column.width = Math.max(column.width, width);
    column.names.add(node.type || (node.is_group ? node.label : node.kind === "run" ? "runs" : "artifacts"));
    column.text = [...column.names].join(", ");
  }
  return new Map([...columns].sort(([a], [b]) => a - b));
}

const stacked = (box: Placed): Box =>
  box.node.is_group && box.node.member_count > 1 ? { ...box, behind: STACK } : box;

/** Where an edge passes the columns between its ends: dagre says a point for each, and one between any two. */
function bends(points: readonly Point[], from: number, columns: ReadonlyMap<number, Column>): Point[][] {
  return points.slice(1, -1).flatMap(({ x, y }, at) => {
    const column = at % 2 === 1 ? columns.get(from + (at + 1) / 2) : undefined;
    const half = (column?.width ?? 0) / 2;
    return column
      ? [
          [
            { x: x - half, y },
            { x: x + half, y },
          ],
        ]
      : [];
  });
}
