import type { LineageEdge, LineageNode } from "../../../src/views/lineage/wire";

/** A node of a lineage, with what matters to a test. */
export function node(id: string, group: string, given: Partial<LineageNode> = {}): LineageNode {
  return {
    id,
    kind: group.startsWith("runs") ? "run" : "artifact",
    label: id,
    project: "p",
    name: id,
    type: group.split("/").at(-1) ?? "",
    group,
    version: null,
    state: "",
    created_at: "",
    is_group: false,
    is_current: false,
    member_count: 1,
    states: {},
    current_member: "",
    member_labels: [],
    ...given,
  };
}

export const edge = (source: string, target: string): LineageEdge => ({
  source,
  target,
  kind: "used",
  count: 1,
});

/** Data, of which each version after the first comes from the one before; and a chain of four for each of many runs. */
export function pipeline(runs: number): { nodes: LineageNode[]; edges: LineageEdge[] } {
  const nodes = [node("prepare-0", "runs:p/prepare"), node("data:v0", "artifacts:p/data")];
  nodes.push(node("prepare-1", "runs:p/prepare"), node("data:v1", "artifacts:p/data"));
  const edges = [edge("prepare-0", "data:v0"), edge("data:v0", "prepare-1"), edge("prepare-1", "data:v1")];
  for (let k = 0; k < runs; k += 1) {
    nodes.push(node(`train-${k}`, "runs:p/train"), node(`model:v${k}`, "artifacts:p/model"));
    nodes.push(node(`eval-${k}`, "runs:p/eval"), node(`masks:v${k}`, "artifacts:p/masks"));
    edges.push(edge("data:v1", `train-${k}`), edge(`train-${k}`, `model:v${k}`));
    edges.push(
      edge(`model:v${k}`, `eval-${k}`),
      edge("data:v1", `eval-${k}`),
      edge(`eval-${k}`, `masks:v${k}`),
    );
  }
  return { nodes, edges };
}
