import type { LineageNode } from "./wire";

/** Where a text was found: on a node, or on members of a group. */
export interface Find {
  id: string;
  /** The first member that has it, where the group itself has not. */
  member: string | null;
  count: number;
}

/** Nodes with a text in their name, or in that of a member; case counts for nothing. */
export function findNodes(nodes: readonly LineageNode[], text: string): Find[] {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return [];
  const has = (label: string) => label.toLowerCase().includes(wanted);
  return nodes.flatMap(({ id, label, is_group, member_labels }) => {
    const members = is_group ? member_labels.filter(has) : [];
    if (members.length > 0 && !has(label)) return [{ id, member: members[0] ?? null, count: members.length }];
    return has(label) || members.length > 0 ? [{ id, member: null, count: Math.max(1, members.length) }] : [];
  });
}

/** How many runs and versions were found, in words. */
export function findWords(finds: readonly Find[]): string {
  const count = finds.reduce((sum, find) => sum + find.count, 0);
  return count === 0 ? "none found" : `${count} found`;
}
