import type { LineageEdge, LineageNode } from "./wire";

/** Nodes by id, and where a step leads from each. */
export interface Graph {
  nodes: ReadonlyMap<string, LineageNode>;
  edges: readonly LineageEdge[];
  next: ReadonlyMap<string, readonly string[]>;
  previous: ReadonlyMap<string, readonly string[]>;
}

/** A graph that can be walked. Edges to nodes that are not there are left out. */
export function graphOf(nodes: readonly LineageNode[], edges: readonly LineageEdge[]): Graph {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const held = edges.filter(({ source, target }) => byId.has(source) && byId.has(target));
  const next = new Map<string, string[]>();
  const previous = new Map<string, string[]>();
  const add = (steps: Map<string, string[]>, from: string, to: string) => {
    const found = steps.get(from);
    if (!found) steps.set(from, [to]);
    else if (!found.includes(to)) found.push(to);
  };
  for (const { source, target } of held) {
    add(next, source, target);
    add(previous, target, source);
  }
  return { nodes: byId, edges: held, next, previous };
}

/** All that can be reached from a node, without itself. */
export function reach(start: string, steps: Graph["next"]): Set<string> {
  const found = new Set<string>();
  const waiting = [...(steps.get(start) ?? [])];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (found.has(node)) continue;
    found.add(node);
    waiting.push(...(steps.get(node) ?? []));
  }
  found.delete(start);
  return found;
}

/** What leads to a node, and what follows from it. */
export interface Kin {
  up: ReadonlySet<string>;
  down: ReadonlySet<string>;
}

export function kinOf(graph: Graph, id: string): Kin {
  return { up: reach(id, graph.previous), down: reach(id, graph.next) };
}

/** Whether an edge is part of a way to a node or from it. */
export function isOnWay({ source, target }: LineageEdge, id: string, { up, down }: Kin): boolean {
  return (
    (up.has(source) && (up.has(target) || target === id)) ||
    (down.has(target) && (down.has(source) || source === id))
  );
}
