import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { Button } from "../controls/button";
import { Icon } from "../controls/icon";
import { isMedia } from "../panels/visual";
import { changeClause } from "../query-edit";
import { type ViewContext, ViewContextProvider } from "./context";
import { FilterBar } from "./filter-bar";
import { Frame } from "./frame";
import { Grid } from "./grid";
import { LazyGallery } from "./lazy-gallery";
import { LazyGroups } from "./lazy-groups";
import { LazyViewer } from "./lazy-viewer";
import { useTable } from "./table-state";
import { Toolbar } from "./toolbar";

/** One table: its query as a sentence, and its rows as a grid, in groups, or one picture of them. */
export function TableView() {
  const state = useTable();
  const root = useRef<HTMLDivElement>(null);
  const isPicture = state.viewer.value !== null;
  return (
    <Frame
      theme={state.theme}
      heightPx={state.heightPx}
      root={root}
      onKeyDown={(event) => onTableKey(event, state, root.current)}
    >
      <Toolbar />
      <FilterBar />
      <Progress />
      <FailureLine />
      {isPicture ? <Picture /> : <Rows />}
    </Frame>
  );
}

function Rows() {
  const state = useTable();
  if (state.isGrouped) return <LazyGroups />;
  return state.isGallery ? <LazyGallery /> : <Grid />;
}

/** An open picture; out of a group, it goes through the rows of that group alone. */
function Picture() {
  const state = useTable();
  const rows = state.viewerRows.value;
  const view = useMemo<ViewContext>(() => {
    if (!rows) return state;
    const { channel, signal, query, overlays, selected, info, viewer, hoverClass } = state;
    return { channel, signal, query, overlays, selected, info, viewer, hoverClass, rows };
  }, [state, rows]);
  const at = useRef(state.viewer.value);
  at.current = state.viewer.value ?? at.current;
  // Back in the table, the cell of the last picture has the focus: before the next key, which may tick its row.
  useLayoutEffect(
    () => () => {
      if (rows || !at.current) return;
      const { column, position } = at.current;
      const index = state.grid.laid.peek().findIndex((laid) => laid.column.name === column);
      state.focused.value = { row: position, column: Math.max(0, index) };
    },
    [state, rows],
  );
  useEffect(
    () => () => {
      const { row, column } = state.focused.peek();
      if (!rows && at.current) state.grid.reveal(row, column);
      state.viewerRows.value = null;
    },
    [state, rows],
  );
  return (
    <ViewContextProvider value={view}>
      <LazyViewer />
    </ViewContextProvider>
  );
}

/** The keys of a table that work wherever the focus is inside. */
export function onTableKey(
  event: KeyboardEvent,
  state: ReturnType<typeof useTable>,
  root: HTMLElement | null,
): void {
  if (event.defaultPrevented) return;
  const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
  const isCommand = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  if (isCommand && key === "z" && !isTyping) {
    if (event.shiftKey) state.history.redo();
    else state.history.undo();
  } else if (isCommand && key === "y" && !isTyping) state.history.redo();
  else if (event.key === "/" && !isTyping && !isCommand) state.editing.value = { index: null, text: "" };
  else if (key === "?" && !isTyping && !isCommand) state.more.value = "keys";
  else if (key === "g" && !isTyping && !isCommand && state.viewer.peek() === null) {
    root?.querySelector<HTMLElement>("[data-go-to-row]")?.focus();
  } else if (key === "f" && !isTyping && !isCommand && state.viewer.peek() === null) {
    const column = state.grid.laid.peek()[state.focused.peek().column]?.column;
    if (!column || column.kind === "image") return;
    const after = isMedia(column) && !column.many ? "." : " ";
    state.editing.value = { index: null, text: `${state.expressionOf(column)}${after}` };
  } else {
    if (!isCommand) event.stopPropagation();
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}

/** A thin line while an answer is awaited for longer than a moment; as long as Python says how far it is. */
export function Progress() {
  const { channel } = useTable();
  const share = channel.progress.value;
  const known =
    share === null
      ? {}
      : {
          class: "is-known",
          style: { "--dv-share": `${100 * share}%` },
          "aria-valuenow": Math.round(100 * share),
        };
  return (
    <div class="dv-progress">
      {channel.isSlow.value && <i role="progressbar" aria-label="Waiting for Python" {...known} />}
    </div>
  );
}

/** What went wrong, and the way out; the rows shown before stay. */
export function FailureLine() {
  const state = useTable();
  const failure = state.failure.value;
  const fetching = state.rows.failed.value;
  const message = failure ? failure.message : fetching instanceof Error ? fetching.message : null;
  if (message === null) return state.warnings.value.length > 0 ? <WarningLine /> : null;
  const { clause: index = null, hint, replacement } = failure ?? {};
  const clause = state.query.value.filters[index ?? -1];
  const isFiltered = state.shown.value.filters.length > 0;
  const below = !clause ? "are those of before" : isFiltered ? "are shown without it" : "are all rows";
  return (
    <div class="dv-failure" role="alert">
      <Icon name="warning" />
      <span>
        {message}
        {hint && <span class="dv-quiet"> {hint}</span>}
        {failure && state.rows.matched.value > 0 && <span class="dv-quiet"> The rows below {below}.</span>}
      </span>
      {failure && !clause && <Button look="link" small label="Try again" onClick={() => state.retry()} />}
      {failure && clause && index !== null && (
        <Button
          look="link"
          small
          label={replacement ? `Use ${replacement}` : "Edit the clause"}
          onClick={() => {
            if (!replacement) state.editing.value = { index, text: clause.text };
            else {
              // Python counts characters, not UTF-16 units.
              const letters = [...clause.text];
              letters.splice(failure.start, failure.end - failure.start, replacement);
              state.edit((query) => changeClause(query, index, { text: letters.join("") }));
            }
          }}
        />
      )}
    </div>
  );
}

function WarningLine() {
  const { warnings } = useTable();
  return (
    <div class="dv-failure is-warning" role="status">
      <Icon name="warning" />
      <span>{warnings.value.map(({ message }) => message).join(" ")}</span>
    </div>
  );
}
