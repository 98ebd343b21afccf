import { formatCount } from "../../format";
import type { LineageNode } from "./wire";

const counted = (count: number, word: string) => `${formatCount(count)} ${word}${count === 1 ? "" : "s"}`;

/** How its members ended, of a group: "1 crashed", "2 deleted". */
const SAID = ["running", "crashed", "failed", "killed", "deleted", "damaged"];

/** The second line of a group: "8 runs, 1 crashed", "v2 open, of 3". */
export function groupWords(node: LineageNode): string {
  const { kind, member_count, states, current_member } = node;
  if (current_member && member_count > 1) return `${current_member} open, of ${formatCount(member_count)}`;
  const members = counted(member_count, kind === "run" ? "run" : "version");
  const ends = SAID.filter((state) => states[state]).map((state) =>
    member_count === 1 ? state : `${formatCount(states[state] as number)} ${state}`,
  );
  return [members, ...ends].join(", ");
}

/** What a node is, after its name: "model", "run, crashed", "8 runs of a job". */
export function kindWords(node: LineageNode): string {
  const what = node.kind === "artifact" ? node.type || "artifact" : node.type ? `run, ${node.type}` : "run";
  if (node.is_group) return node.kind === "run" ? "runs" : node.type || "artifact";
  return node.state && node.state !== "finished" ? `${what}, ${node.state}` : what;
}

/** A node in words, for those who do not see it. */
export function nodeWords(node: LineageNode, from: number, to: number): string {
  // What stands on it is a part of its name, in the same words.
  const kind = node.is_group ? `${kindWords(node)}, group` : kindWords(node);
  const label = node.is_group ? `${node.label} ${groupWords(node)}` : node.label;
  return `${label}, ${kind}, comes from ${formatCount(from)}, leads to ${formatCount(to)}`;
}

/** "37 nodes in 8 groups", "37 nodes". */
export function countWords(nodes: number, groups: number, isGrouped: boolean): string {
  const words = counted(nodes, "node");
  return isGrouped ? `${words} in ${counted(groups, "group")}` : words;
}

export const nodesWords = (count: number): string => (count === 0 ? "nothing" : counted(count, "node"));

/** What is said while many nodes are laid out. */
export const layingWords = (count: number): string => `Laying out ${counted(count, "node")} …`;
