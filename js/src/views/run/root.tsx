import { useMemo } from "preact/hooks";
import type { RootProps } from "../lazy-root";
import { RunBody } from "./run-body";
import { traitOptions } from "./run-options";
import { RunState } from "./run-state";

/** One run as a view of its own: which run is the trait `run_id`. */
export function RunRoot({ model, channel, signal, lead }: RootProps) {
  const state = useMemo(
    () => new RunState(channel, signal, String(model.get("run_id")), traitOptions(model, signal), true),
    [model, channel, signal],
  );
  return <RunBody state={state} lead={lead} />;
}
