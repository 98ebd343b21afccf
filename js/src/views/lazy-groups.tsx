import { Chunked, ChunkFailure, ChunkProgress } from "./chunked";

/** Rows in groups, once the part of the front end is here that draws them. */
export function LazyGroups() {
  return (
    <Chunked
      name="figures"
      waiting={(failure, retry) => (
        <div class="dv-chunk-wait" aria-busy={failure === null}>
          {failure === null ? (
            <ChunkProgress label="Loading the groups" />
          ) : (
            <ChunkFailure message="The groups cannot be shown." failure={failure} onRetry={retry} />
          )}
        </div>
      )}
    >
      {({ Groups }) => <Groups />}
    </Chunked>
  );
}
