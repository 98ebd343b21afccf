import { ChunkFailure, ChunkProgress } from "../chunked";
import type { RunState } from "./run-state";

/** A run: who it is, and what it logged. */
export function RunBody({ state }: { state: RunState }) {
  const info = state.info.value;
  const failure = state.failure.value;
  if (failure !== null && !info) {
    return (
      <ChunkFailure message="The run cannot be read." failure={failure} onRetry={() => void state.load()} />
    );
  }
  if (!info) return <ChunkProgress label="Reading the run" />;
  return <h2>{info.name}</h2>;
}
