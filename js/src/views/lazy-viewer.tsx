import { useLayoutEffect, useRef } from "preact/hooks";
import { Button } from "../controls/button";
import { Thumbnail } from "../panels/image";
import { isVisual } from "../panels/visual";
import type { ColumnInfo } from "../wire";
import { Chunked, ChunkFailure, ChunkProgress } from "./chunked";
import { useView, type ViewContext } from "./context";
import { closePicture, stepPicture } from "./open-picture";
import "./lazy-viewer.css";

/** The open picture on the whole of the view; until the viewer is here, the picture as the table shows it. */
export function LazyViewer() {
  const view = useView();
  const waiting = (failure: string | null, retry: () => void) => (
    <ViewerWaiting failure={failure} onRetry={retry} />
  );
  const column = openColumn(view);
  if (column && !isVisual(column)) {
    return (
      <Chunked key="texts" name="texts" waiting={waiting}>
        {({ TextReader }) => <TextReader />}
      </Chunked>
    );
  }
  if (column?.kind === "image") {
    return (
      <Chunked key="image" name="pictures" waiting={waiting}>
        {({ ImageViewer }) => <ImageViewer />}
      </Chunked>
    );
  }
  return (
    <Chunked key="media" name="media" waiting={waiting}>
      {({ MediaViewer }) => <MediaViewer />}
    </Chunked>
  );
}

function openColumn({ viewer, info }: Pick<ViewContext, "viewer" | "info">): ColumnInfo | undefined {
  return info.value?.columns.find(({ name }) => name === viewer.value?.column);
}

/** Room for the stand-in, in CSS pixels: what the table asks for, so that it is here already. It is stretched. */
const STAND_IN = { width: 116, height: 87 };

/** The keys of the viewer that make sense without it. */
const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, k: -1, j: 1 };

/** In place of the viewer while it is on its way, or did not come. */
export function ViewerWaiting({ failure, onRetry }: { failure: string | null; onRetry(): void }) {
  const view = useView();
  const root = useRef<HTMLElement>(null);
  const open = view.viewer.value;
  const column = openColumn(view);
  const row = open ? view.rows.rowId(open.position) : undefined;
  useLayoutEffect(() => root.current?.focus({ preventScroll: true }), [failure]);
  const close = () => closePicture(view, root.current);
  return (
    <section
      ref={root}
      class="dv-chunk-wait dv-viewer-wait"
      aria-label="Picture"
      aria-busy={failure === null}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes the keys that step and close
      tabIndex={0}
      onKeyDown={(event) => {
        const by = STEPS[event.key];
        if (event.ctrlKey || event.metaKey || event.altKey || (by === undefined && event.key !== "Escape")) {
          return;
        }
        event.preventDefault();
        event.stopPropagation();
        if (by === undefined) close();
        else stepPicture(view, by);
      }}
    >
      {failure === null ? (
        <>
          <ChunkProgress label="Loading the viewer" />
          {column?.kind === "image" && row !== undefined && (
            <Thumbnail column={column} row={row} {...STAND_IN} />
          )}
        </>
      ) : (
        <ChunkFailure message="The picture cannot be opened." failure={failure} onRetry={onRetry}>
          <Button look="link" small label="Back to the table (Esc)" onClick={close} />
        </ChunkFailure>
      )}
    </section>
  );
}
