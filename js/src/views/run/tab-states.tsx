import { ChunkFailure, ChunkProgress } from "../chunked";

/** What a tab shows until its answer is here. */
export function TabWait({ label }: { label: string }) {
  return (
    <div class="dv-run-loading" aria-busy="true">
      <ChunkProgress label={label} />
      <i class="dv-skeleton" />
    </div>
  );
}

export function TabFailure(props: { message: string; failure: string; onRetry(): void }) {
  return <ChunkFailure {...props} />;
}
