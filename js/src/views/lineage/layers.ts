import { Graph, layout } from "@dagrejs/dagre";
import type { LineageEdge, LineageNode } from "./wire";

/** The layer of each group, from 0 at the left. Members share the layer of their group, so that a lineage has the same
 * layers whether it is grouped or not. */
export function layersOf(nodes: readonly LineageNode[], edges: readonly LineageEdge[]): Map<string, number> {
  const graph = new Graph();
  graph.setGraph({ rankdir: "LR", nodesep: 1, ranksep: 1 });
  graph.setDefaultEdgeLabel(() => ({}));
  const groups = new Map(nodes.map(({ id, group }) => [id, group]));
  // Oldest first: where groups lead to each other, the older one stands at the left.
  for (const { group } of nodes) if (!graph.hasNode(group)) graph.setNode(group, { width: 1, height: 1 });
  for (const { source, target } of edges) {
    const [from, to] = [groups.get(source), groups.get(target)];
    if (from !== undefined && to !== undefined && from !== to) graph.setEdge(from, to, {});
  }
  layout(graph);
  const places = new Map(graph.nodes().map((group) => [group, Math.round(graph.node(group).x ?? 0)]));
  const stops = [...new Set(places.values())].sort((a, b) => a - b);
  return new Map([...places].map(([group, x]) => [group, stops.indexOf(x)]));
}
