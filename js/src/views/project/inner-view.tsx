import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { WatchedChannel } from "../../activity";
import type { InnerWhat } from "../../project/wire";
import { messageOf } from "../../thumbnails";
import { ChunkProgress } from "../chunked";
import { useConnection } from "../context";
import { isLazyKind, LazyRoot, type RootProps } from "../lazy-root";
import { tableTree } from "../table-tree";
import { Failed, Lack } from "./failed";
import { InnerModel } from "./inner-model";
import { useProject } from "./project-state";

/** A view within the view, while it is there. */
export interface Inner extends Omit<RootProps, "model"> {
  model: InnerModel;
  title: string;
  /** What it has less of than there is. */
  notes: readonly string[];
}

/** Open a view within the view; it is closed when what it shows is another or nothing any more. */
export function useInner(what: InnerWhat): { inner: Inner | null; failure: string | null; retry(): void } {
  const project = useProject();
  const connection = useConnection();
  const [held, setHeld] = useState<{ key: string; inner: Inner | null; failure: string | null } | null>(null);
  const [attempt, setAttempt] = useState(0);
  const key = JSON.stringify(what);
  useEffect(() => {
    const gone = new AbortController();
    const signal = AbortSignal.any([gone.signal, connection.signal]);
    let model: InnerModel | undefined;
    connection.channel.ask("inner_open", what, connection.signal).then(
      ({ result }) => {
        model = InnerModel.open(connection.channel, result);
        if (gone.signal.aborted) {
          model.close();
          return;
        }
        const channel = new WatchedChannel(model, signal);
        setHeld({
          key,
          inner: { model, channel, signal, title: result.title, notes: result.notes ?? [] },
          failure: null,
        });
      },
      (error) => signal.aborted || setHeld({ key, inner: null, failure: messageOf(error) }),
    );
    return () => {
      gone.abort(new DOMException("the view was closed", "AbortError"));
      model?.close();
    };
  }, [connection, key, attempt]);
  const isMine = held?.key === key;
  const inner = isMine ? held.inner : null;
  // The frame around it decides how it looks.
  const theme = project.theme.value;
  useEffect(() => {
    if (inner && inner.model.get("theme") !== theme) inner.model.set("theme", theme);
  }, [inner, theme]);
  return {
    inner,
    failure: isMine ? held.failure : null,
    retry: () => {
      setHeld(null);
      setAttempt(attempt + 1);
    },
  };
}

interface InnerFrameProps {
  what: InnerWhat;
  /** What cannot be shown, as a sentence. */
  failed: string;
  /** Above it until it is here. */
  bar?: ComponentChildren;
  children(inner: Inner): ComponentChildren;
}

/** What is drawn of a view within once it is here; until then, that it is on its way. */
export function InnerFrame({ what, failed, bar, children }: InnerFrameProps) {
  const { inner, failure, retry } = useInner(what);
  if (failure !== null || !inner) {
    return (
      <>
        {bar}
        {failure !== null ? (
          <Failed message={failed} failure={failure} onRetry={retry} />
        ) : (
          <div class="dv-project-wait" aria-busy="true">
            <ChunkProgress label="Opening" />
          </div>
        )}
      </>
    );
  }
  const refused = inner.model.failure.value;
  return (
    <>
      {refused !== null && (
        <div class="dv-failure" role="alert">
          {refused}
        </div>
      )}
      {inner.notes.map((note) => (
        <Lack key={note} text={note} />
      ))}
      {children(inner)}
    </>
  );
}

export interface InnerViewProps {
  what: InnerWhat;
  /** What leads out of it: in its own bar where that has a place for it, else in one above. */
  lead?: ComponentChildren;
  /** What it is called in a bar above it. */
  title?: string;
}

/** Kinds of views that draw what leads out of them in their own bar. */
const LEADING: ReadonlySet<string> = new Set(["run", "workspace"]);

/** A whole view within the view: a table, a comparison, a run, the runs of the project. */
export function InnerView({ what, lead, title }: InnerViewProps) {
  const bar = lead ? (
    <div class="dv-inner-bar">
      {lead}
      {title && <b class="dv-text">{title}</b>}
    </div>
  ) : null;
  return (
    <div class="dv-inner">
      <InnerFrame what={what} failed="It cannot be opened." bar={bar}>
        {(inner) => {
          const isLeading = LEADING.has(inner.model.kind);
          return (
            <>
              {!isLeading && bar}
              <Mounted key={inner.model.view} inner={inner} lead={isLeading ? lead : undefined} />
            </>
          );
        }}
      </InnerFrame>
    </div>
  );
}

function Mounted({ inner, lead }: { inner: Inner; lead: ComponentChildren }) {
  const place = useRef<HTMLDivElement>(null);
  const [el, setEl] = useState<HTMLElement | null>(null);
  const { model } = inner;
  useEffect(() => setEl(place.current), []);
  const table = useMemo(
    () => (el && !isLazyKind(model.kind) ? tableTree(inner, el) : null),
    [el, model, inner],
  );
  return (
    <div ref={place} class={`dv-inner-root is-${model.kind}`}>
      {isLazyKind(model.kind) ? <LazyRoot kind={model.kind} {...inner} lead={lead} /> : table}
    </div>
  );
}
