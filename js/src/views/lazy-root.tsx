import type { ComponentChildren, ComponentType } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { type HostModel, traitSignal } from "../model";
import type { TableTraits } from "../wire";
import { Chunked, ChunkFailure, ChunkProgress } from "./chunked";
import { type Connection, ConnectionProvider } from "./context";
import { Frame } from "./frame";

/** What a view is made of, besides the frame around it. */
export interface RootProps extends Connection {
  model: HostModel;
  /** Of a view inside another one: what leads out of it, first in its own bar. Runs and workspaces draw it. */
  lead?: ComponentChildren;
}

/** Of each kind of view but tables, the chunk that draws it: it exports `roots`, by kind. */
const CHUNK_OF = {
  chart: "chart",
  compare: "compare",
  lineage: "lineage",
  project: "project",
  run: "runs",
  workspace: "runs",
} as const;

type LazyKind = keyof typeof CHUNK_OF;

/** Whether a view of this kind comes as a chunk; tables are in the core. */
export function isLazyKind(kind: unknown): kind is LazyKind {
  return typeof kind === "string" && Object.hasOwn(CHUNK_OF, kind);
}

/** A view whose front end comes when it is shown: its frame at once, and what is in it when that is here. */
export function LazyRoot({ kind, ...props }: RootProps & { kind: LazyKind }) {
  const { model, channel, signal } = props;
  const frame = useMemo(
    () => ({
      theme: traitSignal<TableTraits["theme"]>(model, "theme", signal),
      heightPx: traitSignal<number>(model, "height_px", signal),
    }),
    [model, signal],
  );
  const connection = useMemo(() => ({ channel, signal }), [channel, signal]);
  return (
    <ConnectionProvider value={connection}>
      <Frame
        {...frame}
        onKeyDown={(event) => {
          if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
        }}
      >
        <Chunked
          name={CHUNK_OF[kind]}
          waiting={(failure, retry) => (
            <div class="dv-chunk-wait" aria-busy={failure === null}>
              {failure === null ? (
                <LoadingView channel={channel} />
              ) : (
                <ChunkFailure message="The view cannot be shown." failure={failure} onRetry={retry} />
              )}
            </div>
          )}
        >
          {({ roots }) => {
            const Root = (roots as Record<string, ComponentType<RootProps>>)[kind];
            return Root && <Root {...props} />;
          }}
        </Chunked>
      </Frame>
    </ConnectionProvider>
  );
}

/** Says what it waits for once nothing has come for a while: chunks are asked for without anyone being told. */
function LoadingView({ channel }: Pick<Connection, "channel">) {
  useEffect(() => {
    let come = () => {};
    void channel.wait(new Promise<void>((resolve) => (come = resolve)));
    return () => come();
  }, [channel]);
  return (
    <>
      <ChunkProgress label="Loading the view" />
      <p class="dv-chunk-said" role="status">
        {channel.isBusy.value && "Kernel busy: the view is drawn after it."}
      </p>
    </>
  );
}
