import { useRef, useState } from "preact/hooks";
import { formatCount } from "../../format";
import type { LinkedRun } from "../../project/wire";
import { LazyMenu } from "../lazy-menus";
import { useProject } from "./project-state";

/** One run by its name; several as a number that opens their list. */
export function RunLinks({ runs }: { runs: readonly LinkedRun[] }) {
  const state = useProject();
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const [only] = runs;
  if (runs.length === 1 && only) {
    return (
      <button type="button" class="dv-link" onClick={() => state.open({ kind: "run", id: only.id })}>
        {only.name}
      </button>
    );
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        class="dv-link"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {formatCount(runs.length)} runs
      </button>
      {isOpen && (
        <LazyMenu
          anchor={button}
          label="Runs"
          onClose={() => setOpen(false)}
          groups={[
            runs.map(({ id, name, state: how, job_type }) => ({
              icon: "plot" as const,
              label: name,
              note: job_type ?? how,
              onPick: () => state.open({ kind: "run", id }),
            })),
          ]}
        />
      )}
    </>
  );
}
