/** A lineage in the page: which runs and versions are one node now, as `runs/lineage_groups.py` groups them. */
import type { LineageEdge, LineageFact, LineageNode, LineageQuestions } from "../views/lineage/wire";
import type { Answered } from "./page-model";
import type { LineageSaid } from "./page-wire";
import type { Store } from "./store";

/** What the page has of a lineage. */
export interface Graph {
  project: string;
  around: string | null;
  /** Every run and version, oldest first, and what leads where. */
  nodes: LineageNode[];
  edges: LineageEdge[];
  /** Each group as one node. */
  groups: LineageNode[];
  unlinked_count: number;
}

type Params = LineageQuestions["lineage"]["params"];

export class LineageAnswers {
  constructor(
    readonly store: Store,
    readonly said: LineageSaid,
  ) {}

  /** Method to what answers it. */
  get handlers(): Record<string, (params: never) => Promise<Answered>> {
    return {
      lineage: async (params: Params) => ({
        result: grouped(await this.store.json(this.said.graph), params),
      }),
      lineage_facts: async ({ id }: { id: string }) => {
        const facts = await this.store.json<Record<string, LineageFact[]>>(this.said.facts);
        return { result: { facts: facts[id] ?? [] } };
      },
    };
  }
}

export function grouped(graph: Graph, { around, grouped: isGrouped, open_groups }: Params) {
  const current = currentOf(graph, around);
  const open = new Set(open_groups);
  const groups = new Map(graph.groups.map((group) => [group.id, group]));
  const placeOf = new Map<string, string>();
  const shown = new Map<string, LineageNode>();
  for (const node of graph.nodes) {
    const isAlone = !isGrouped || open.has(node.group);
    const place = isAlone ? node.id : node.group;
    placeOf.set(node.id, place);
    if (isAlone) shown.set(place, { ...node, is_current: node.id === current?.id });
    else if (!shown.has(place)) shown.set(place, marked(groups.get(place) as LineageNode, current));
  }
  const edges = new Map<string, LineageEdge>();
  for (const { source, target, kind, count } of graph.edges) {
    const [from, to] = [placeOf.get(source) as string, placeOf.get(target) as string];
    if (from === to) continue;
    const key = JSON.stringify([from, to, kind]);
    const before = edges.get(key)?.count ?? 0;
    edges.set(key, { source: from, target: to, kind, count: before + count });
  }
  return {
    nodes: [...shown.values()],
    edges: [...edges.values()],
    project: graph.project,
    node_count: graph.nodes.length,
    group_count: graph.groups.length,
    unlinked_count: graph.unlinked_count,
  };
}

/** A group, with the member that is open. */
function marked(group: LineageNode, current: LineageNode | undefined): LineageNode {
  if (current?.group !== group.id) return { ...group, is_current: false, current_member: "" };
  const member = current.kind === "artifact" ? `v${current.version}` : current.label;
  return { ...group, is_current: true, current_member: member };
}

/** The node that is open: what was asked for if the page has it, else what the lineage was made around. */
export function currentOf(
  { nodes, project, around: made }: Graph,
  around: Params["around"],
): LineageNode | undefined {
  const { kind = "", name = "", version = null, id = "" } = around ?? {};
  const at = around?.project || project;
  const own = nodes.filter((node) => node.project === at);
  let found: LineageNode | undefined;
  if (kind === "run") found = own.find((node) => node.kind === "run" && node.name === id);
  else if (kind === "version" || kind === "artifact") {
    const versions = own.filter((node) => node.kind === "artifact" && node.name === name);
    const wanted = kind === "version" && version !== null ? Number(String(version).replace(/^v/, "")) : null;
    const there = versions.filter(({ state }) => state !== "deleted");
    const newest = Math.max(...there.map((node) => node.version ?? 0));
    found = versions.find((node) => node.version === (wanted ?? newest));
  }
  return found ?? nodes.find((node) => node.id === made);
}
