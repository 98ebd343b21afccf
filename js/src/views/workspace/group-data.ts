import { useSignal, useSignalEffect } from "@preact/signals";
import type { Group, Query, Questions } from "../../wire";
import { useTable } from "../table-state";
import { withShown } from "./colors";
import { useWorkspace } from "./workspace-state";

/** Groups on the screen; more than this is told, and not drawn. */
export const MOST_GROUPS = 500;
/** Groups that are drawn until someone chooses. */
const SHOWN_AT_FIRST = 5;

export type GroupAnswer = Questions["groups"]["result"] & { query: Query };

/** Name of a group among all, as traits have it. */
export function groupId(group: Group["key"]): string {
  return JSON.stringify(group);
}

/** The groups of the query on the screen; the old ones stay until the new are here. */
export function useGroups(): GroupAnswer | null {
  const table = useTable();
  const workspace = useWorkspace();
  const answer = useSignal<GroupAnswer | null>(null);
  useSignalEffect(() => {
    const query = table.shown.value;
    table.rows.version.value;
    if (query.group_by.length === 0) return;
    const abort = new AbortController();
    const params = { query, start: 0, count: MOST_GROUPS, gallery: 0, bins: 1 };
    table.channel.ask("groups", params, abort.signal).then(
      ({ result }) => {
        answer.value = { ...result, query };
        if (workspace.shownGroups.peek() !== null) return;
        const first = result.groups.slice(0, SHOWN_AT_FIRST).map(({ key }) => groupId(key));
        workspace.shownGroups.value = withShown({}, first, true);
      },
      (error) => {
        if (!abort.signal.aborted) table.rows.failed.value = error;
      },
    );
    return () => abort.abort();
  });
  return answer.value;
}

/** Name of a group as people read it. */
export function groupLabel(key: Group["key"]): string {
  return key
    .map((value) =>
      value === null ? "not set" : typeof value === "object" ? JSON.stringify(value) : String(value),
    )
    .join(", ");
}
