import { Chunked, ChunkFailure, ChunkProgress } from "./chunked";

/** Rows as pictures, once the part of the front end is here that draws them. */
export function LazyGallery() {
  return (
    <Chunked
      name="gallery"
      waiting={(failure, retry) => (
        <div class="dv-chunk-wait" aria-busy={failure === null}>
          {failure === null ? (
            <ChunkProgress label="Loading the gallery" />
          ) : (
            <ChunkFailure message="The gallery cannot be shown." failure={failure} onRetry={retry} />
          )}
        </div>
      )}
    >
      {({ GalleryView }) => <GalleryView />}
    </Chunked>
  );
}
