import { ChunkFailure, type ChunkFailureProps } from "../chunked";
import { useProject } from "./project-state";

/** What could not be asked. A page without a kernel has the same answer the next time: it says only what is not here. */
export function Failed({ message, failure, onRetry }: ChunkFailureProps) {
  const { listing } = useProject();
  return listing.value?.is_page ? (
    <Lack text={failure} />
  ) : (
    <ChunkFailure message={message} failure={failure} onRetry={onRetry} />
  );
}

/** What a page without a kernel has not, or has less of than there is. */
export function Lack({ text }: { text: string }) {
  return (
    <p class="dv-project-lack" role="status">
      {text}
    </p>
  );
}
