import { Icon, type IconName } from "../../controls/icon";
import "../run/run-icons";

const KNOWN = new Set(["running", "finished", "failed", "crashed", "killed"]);

/** How a run goes: each state has a form of its own, and only those that want attention a colour. */
export function RunGlyph({ state }: { state: string }) {
  const name = state === "damaged" ? "warning" : KNOWN.has(state) ? `run-${state}` : "run-finished";
  return (
    <span class={`dv-project-state is-${state}`} title={state}>
      <Icon name={name as IconName} />
    </span>
  );
}
