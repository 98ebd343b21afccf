import { type Signal, signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Button } from "../../controls/button";
import { formatCount } from "../../format";
import { legendOf } from "../../overlays";
import { Thumbnail } from "../../panels/image";
import type { MediaStep } from "../../runs/wire";
import type { Overlays } from "../../wire";
import { Chunked } from "../chunked";
import { type ViewContext, ViewContextProvider } from "../context";
import { LazyMenu } from "../lazy-menus";
import { LoggedTable } from "./logged-table";
import { letterOf, MOST_STEPS, tileWidth } from "./media-steps";
import { mediaView, overlaysWithout } from "./media-view";
import type { RunState } from "./run-state";
import { StepThumbs } from "./step-thumbs";
import { TabFailure, TabWait } from "./tab-states";
import { useAnswer } from "./use-answer";

const PICTURES = new Set(["image", "images"]);
const MOST_ROWS = 24;

/** What a run logged besides numbers: pictures of several steps side by side, and tables. */
export function MediaTab({ state }: { state: RunState }) {
  const keys = state.info.value?.keys ?? [];
  const pictures = [...new Set(keys.filter(({ kind }) => PICTURES.has(kind)).map(({ key }) => key))];
  const tables = keys.filter(({ kind }) => kind === "table");
  const [chosen, setChosen] = useState<string | null>(null);
  const key = chosen !== null && pictures.includes(chosen) ? chosen : pictures[0];
  return (
    <div class="dv-run-media">
      {key !== undefined && (
        <Pictures
          key={key}
          state={state}
          mediaKey={key}
          count={keys.filter((info) => info.key === key).reduce((sum, { count }) => sum + count, 0)}
          picker={pictures.length > 1 && <KeyMenu keys={pictures} chosen={key} onPick={setChosen} />}
        />
      )}
      {tables.map(({ key, count }) => (
        <LoggedTable key={key} state={state} tableKey={key} count={count} />
      ))}
    </div>
  );
}

interface KeyMenuProps {
  keys: string[];
  chosen: string;
  onPick(key: string): void;
}

function KeyMenu({ keys, chosen, onPick }: KeyMenuProps) {
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <Button
        caret
        buttonRef={button}
        aria-label={`Key: ${chosen}`}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        label={
          <>
            Key <b class="dv-run-chosen dv-text">{chosen}</b>
          </>
        }
        onClick={() => setOpen(!isOpen)}
      />
      {isOpen && (
        <LazyMenu
          anchor={button}
          label="Key"
          onClose={() => setOpen(false)}
          groups={[
            keys.map((key) => ({
              icon: "image" as const,
              label: key,
              checked: key === chosen,
              onPick: () => onPick(key),
            })),
          ]}
        />
      )}
    </>
  );
}

interface PicturesProps {
  state: RunState;
  mediaKey: string;
  /** How many steps have some: another number means that there are new ones. */
  count: number;
  picker: ComponentChildren;
}

function Pictures({ state, mediaKey, count, picker }: PicturesProps) {
  const { reply, failure, retry } = useAnswer(state, "run_media", { run: state.run, key: mediaKey }, count);
  const overlays = useMemo(() => signal<Overlays | null>(null), [mediaKey]);
  const result = reply?.result;
  if (result && overlays.peek() === null) {
    overlays.value = overlaysWithout(result.hidden_classes);
  }
  const view = useMemo(
    () => (result ? mediaView(state, mediaKey, result.column, overlays as Signal<Overlays>) : null),
    [state, mediaKey, JSON.stringify(result?.column)],
  );
  if (failure !== null && !result) {
    return <TabFailure message="The pictures cannot be read." failure={failure} onRetry={retry} />;
  }
  if (!result || !view) return <TabWait label="Reading the pictures" />;
  return (
    <ViewContextProvider value={view}>
      <Compared view={view} steps={result.steps} label={mediaKey} picker={picker} />
    </ViewContextProvider>
  );
}

interface ComparedProps {
  view: ViewContext;
  steps: MediaStep[];
  label: string;
  picker: ComponentChildren;
}

/** The pictures of up to four steps, a column each. */
function Compared({ view, steps, label, picker }: ComparedProps) {
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
  }, []);
  const column = view.info.value?.columns[0];
  const rows = Math.max(...shown.map((at) => steps[at]?.count ?? 0));
  const legend = legendOf(view).value;
  const across = Math.max(80, Math.floor((width - 12 * (shown.length - 1)) / shown.length));
  const own = Math.max(...shown.map((at) => steps[at]?.width ?? 0));
  const tile = tileWidth(across, own, rows);
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
                  <Thumbnail
                    key={row}
                    column={column}
                    row={(steps[at]?.row ?? 0) + row}
                    width={tile}
                    height={Math.round(tile * 0.75)}
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
      {rows > MOST_ROWS && (
        <p class="dv-quiet">
          The first {MOST_ROWS} of {formatCount(rows)} pictures.
        </p>
      )}
    </>
  );
}
