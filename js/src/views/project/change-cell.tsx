import { formatCount } from "../../format";
import type { VersionChange } from "../../project/wire";
import { useProject } from "./project-state";
import { useQuestion } from "./use-question";
import { counted } from "./words";

/** What a version changed, in numbers. */
export interface Counts {
  noun: string;
  added: number;
  removed: number;
  changed: number;
  /** Why that is not known of some tables. */
  problem: string | null;
}

/** Rows of all tables that can be held against those of before, else files. */
export function countsOf({ tables, files }: VersionChange): Counts {
  const known = tables.filter(({ problem }) => problem === null);
  const problem = tables.find((table) => table.problem !== null)?.problem ?? null;
  if (known.length === 0) {
    const { added, removed, changed } = files;
    return { noun: "file", added, removed, changed, problem };
  }
  const sum = (part: "added" | "removed" | "changed") =>
    known.reduce((total, table) => total + table[part], 0);
  return { noun: "row", added: sum("added"), removed: sum("removed"), changed: sum("changed"), problem };
}

interface ChangeCellProps {
  name: string;
  version: number;
  /** The version before it, null for the first. */
  before: number | null;
  onChoose(): void;
}

/** What a version changed to the one before; a click shows it below. */
export function ChangeCell({ name, version, before, onChoose }: ChangeCellProps) {
  const params = before === null ? null : { name, version, to: before };
  const { reply, failure, retry } = useQuestion("version_change", params);
  const { listing } = useProject();
  if (before === null) return <span class="dv-quiet">first version</span>;
  if (failure !== null && listing.value?.is_page) {
    return (
      <span class="dv-quiet" title={failure}>
        not in this page
      </span>
    );
  }
  if (failure !== null) {
    return (
      <button type="button" class="dv-link" title={failure} onClick={retry}>
        not known: try again
      </button>
    );
  }
  if (!reply) return <span class="dv-skeleton" role="img" aria-label="Counting what changed" />;
  const { noun, added, removed, changed, problem } = countsOf(reply.result);
  const rest = [
    added > 0 && changed > 0 ? `${formatCount(changed)} changed` : "",
    added + changed > 0 && removed > 0 ? `${formatCount(removed)} removed` : "",
  ].filter(Boolean);
  return (
    <button
      type="button"
      class="dv-change"
      title={problem ?? `Show below what v${version} changed`}
      onClick={onChoose}
    >
      {added + removed + changed === 0 ? (
        <span class="dv-quiet">no {noun} differs</span>
      ) : (
        <>
          <span>
            {added > 0
              ? `+${counted(added, noun)}`
              : changed > 0
                ? `${counted(changed, noun)} changed`
                : `−${counted(removed, noun)}`}
          </span>
          {rest.length > 0 && <span class="dv-quiet">{rest.join(", ")}</span>}
        </>
      )}
    </button>
  );
}
