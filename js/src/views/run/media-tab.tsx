import { type Signal, signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { Button } from "../../controls/button";
import { formatCount } from "../../format";
import { legendOf } from "../../overlays";
import type { KeyInfo, MediaStep } from "../../runs/wire";
import type { Overlays } from "../../wire";
import { Chunked } from "../chunked";
import { columnIcon } from "../column-words";
import { type ViewContext, ViewContextProvider } from "../context";
import { MenuButton } from "../menu-button";
import { LoggedTable } from "./logged-table";
import { MediaRows } from "./media-rows";
import { letterOf, MOST_STEPS, tileWidth } from "./media-steps";
import { MediaTile } from "./media-tile";
import { MEDIA_KINDS, mediaView, overlaysWithout } from "./media-view";
import type { RunState } from "./run-state";
import { StepThumbs } from "./step-thumbs";
import { TabFailure, TabWait } from "./tab-states";
import { useAnswer } from "./use-answer";

const MOST_ROWS = 24;
/** So long the focus waits for the tile that it goes back to. */
const FRAMES = 30;

/** What a run logged besides numbers: pictures of several steps side by side, and tables. */
export function MediaTab({ state }: { state: RunState }) {
  const keys = state.info.value?.keys ?? [];
  const media = keys.filter(({ kind }) => MEDIA_KINDS.has(kind));
  const names = [...new Set(media.map(({ key }) => key))];
  const tables = keys.filter(({ kind }) => kind === "table");
  const [chosen, setChosen] = useState<string | null>(null);
  const key = chosen !== null && names.includes(chosen) ? chosen : names[0];
  return (
    <div class="dv-run-media">
      {key !== undefined && (
        <Logged
          key={key}
          state={state}
          mediaKey={key}
          count={media.filter((info) => info.key === key).reduce((sum, { count }) => sum + count, 0)}
          picker={names.length > 1 && <KeyMenu keys={media} chosen={key} onPick={setChosen} />}
        />
      )}
      {tables.map(({ key, count }) => (
        <LoggedTable key={key} state={state} tableKey={key} count={count} />
      ))}
    </div>
  );
}

interface KeyMenuProps {
  keys: readonly KeyInfo[];
  chosen: string;
  onPick(key: string): void;
}

function KeyMenu({ keys, chosen, onPick }: KeyMenuProps) {
  return (
    <MenuButton
      caret
      aria-label={`Key: ${chosen}`}
      label={
        <>
          Key <b class="dv-run-chosen dv-text">{chosen}</b>
        </>
      }
      menu="Key"
      items={() => [
        [...new Map(keys.map(({ key, kind }) => [key, kind]))].map(([key, kind]) => ({
          icon: columnIcon({ kind: "struct", media: `${kind.replace(/^images$/, "image")}-file` }),
          label: key,
          checked: key === chosen,
          onPick: () => onPick(key),
        })),
      ]}
    />
  );
}

interface LoggedProps {
  state: RunState;
  mediaKey: string;
  /** How many steps have some: another number means that there are new ones. */
  count: number;
  picker: ComponentChildren;
}

function Logged({ state, mediaKey, count, picker }: LoggedProps) {
  const { reply, failure, retry } = useAnswer(state, "run_media", { run: state.run, key: mediaKey }, count);
  const overlays = useMemo(() => signal<Overlays | null>(null), [mediaKey]);
  const result = reply?.result;
  if (result && overlays.peek() === null) {
    overlays.value = overlaysWithout(result.hidden_classes);
  }
  const rows = useMemo(() => new MediaRows(), [mediaKey]);
  useLayoutEffect(() => {
    if (result) rows.take(result.steps);
  }, [result]);
  const view = useMemo(
    () => (result ? mediaView(state, mediaKey, result.column, overlays as Signal<Overlays>, rows) : null),
    [state, mediaKey, JSON.stringify(result?.column)],
  );
  if (failure !== null && !result) {
    return <TabFailure message="The media cannot be read." failure={failure} onRetry={retry} />;
  }
  if (!result || !view) return <TabWait label="Reading the media" />;
  return (
    <ViewContextProvider value={view}>
      <Compared view={view} rows={rows} steps={result.steps} label={mediaKey} picker={picker} />
    </ViewContextProvider>
  );
}

interface ComparedProps {
  view: ViewContext;
  rows: MediaRows;
  steps: MediaStep[];
  label: string;
  picker: ComponentChildren;
}

/** The media of up to four steps, a column each; one that is open in their place. */
function Compared({ view, rows, steps, label, picker }: ComparedProps) {
  const [chosen, setChosen] = useState<number[] | null>(null);
  const last = steps.length - 1;
  // Until a hand has chosen: the first and the last, which is followed.
  const shown = (chosen ?? (last > 0 ? [0, last] : [last])).map((at) => Math.min(at, last));
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const el = place.current;
    if (!el) return;
    const observer = new ResizeObserver(() => setWidth(el.clientWidth));
    setWidth(el.clientWidth);
    observer.observe(el);
    return () => observer.disconnect();
  }, [view.viewer.value === null]);
  const column = view.info.value?.columns[0];
  const most = Math.max(...shown.map((at) => steps[at]?.count ?? 0));
  const legend = legendOf(view).value;
  const across = Math.max(80, Math.floor((width - 12 * (shown.length - 1)) / shown.length));
  const own = Math.max(...shown.map((at) => steps[at]?.width ?? 0));
  const tile = tileWidth(across, own, most);
  if (view.viewer.value) return <OpenMedium view={view} rows={rows} />;
  const add = () => {
    const free = steps.map((_, at) => at).filter((at) => !shown.includes(at));
    const middle = free[free.length >> 1];
    if (middle !== undefined) setChosen([...shown, middle]);
  };
  return (
    <>
      <div class="dv-media-bar">
        {picker}
        {steps.length > 1 && (
          <StepThumbs
            label={label}
            steps={steps.map(({ step }) => step)}
            chosen={shown}
            onChoose={setChosen}
          />
        )}
        {shown.length < Math.min(MOST_STEPS, steps.length) && (
          <Button icon="plus" label="Add a step" onClick={add} />
        )}
        {shown.length > 1 && (
          <Button icon="close" title="One step less" onClick={() => setChosen(shown.slice(0, -1))} />
        )}
      </div>
      <div class={`dv-media-body ${legend.classes.length > 0 ? "has-classes" : ""}`}>
        <div
          ref={place}
          class="dv-media-grid"
          style={{ gridTemplateColumns: `repeat(${shown.length}, minmax(0, 1fr))` }}
        >
          {shown.map((at, k) => (
            <h4 key={k} style={{ "--dv-series": `var(--dv-table-${k})` }}>
              {steps.length > 1 && <i>{letterOf(k)}</i>} step {formatCount(steps[at]?.step ?? 0)}
            </h4>
          ))}
          {width > 0 &&
            column &&
            shown.map((at, k) => (
              <div key={k} class="dv-media-step">
                {Array.from({ length: Math.min(steps[at]?.count ?? 0, MOST_ROWS) }, (_, row) => (
                  <MediaTile
                    key={row}
                    column={column}
                    row={(steps[at]?.row ?? 0) + row}
                    width={tile}
                    step={steps[at]?.step ?? 0}
                  />
                ))}
              </div>
            ))}
        </div>
        {legend.classes.length > 0 && (
          <Chunked name="pictures" waiting={() => null}>
            {({ ClassList, GroupList, styleInCells }) => (
              <aside class="dv-media-classes" aria-label="Classes">
                <GroupList
                  groups={legend.groups}
                  styleOf={(group) =>
                    styleInCells(group, view.info.value?.columns ?? [], legend, view.overlays.value)
                  }
                />
                <ClassList classes={legend.classes} figures={() => null} />
                <p class="dv-quiet">Alt-click a class to see it alone.</p>
              </aside>
            )}
          </Chunked>
        )}
      </div>
      {most > MOST_ROWS && (
        <p class="dv-quiet">
          The first {MOST_ROWS} of {formatCount(most)}.
        </p>
      )}
    </>
  );
}

/** One medium on the whole of the tab; back, the focus is where it was opened. */
function OpenMedium({ view, rows }: Pick<ComparedProps, "view" | "rows">) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const tab = place.current?.parentElement;
    const { position } = view.viewer.peek() ?? {};
    // The tiles are drawn once their room is measured.
    const focus = (frames: number) =>
      requestAnimationFrame(() => {
        const tile = tab?.querySelector<HTMLElement>(`[data-row="${position}"] .dv-open`);
        if (tile) tile.focus({ preventScroll: true });
        else if (frames > 0) focus(frames - 1);
      });
    return () => void focus(FRAMES);
  }, [view]);
  return (
    <div ref={place}>
      <Chunked
        name="media"
        waiting={(failure, retry) =>
          failure ? (
            <TabFailure message="It cannot be opened." failure={failure} onRetry={retry} />
          ) : (
            <TabWait label="Loading the viewer" />
          )
        }
      >
        {({ MediaViewer }) => (
          <MediaViewer
            back="Steps"
            wordsOf={(position) => `step ${formatCount(rows.stepOf(position) ?? 0)}`}
          />
        )}
      </Chunked>
    </div>
  );
}
