import { effect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { prefetchChunk } from "../../chunks";
import { ConnectionProvider, ViewContextProvider } from "../context";
import { FilterBar } from "../filter-bar";
import type { RootProps } from "../lazy-root";
import { LiveRows } from "../live-rows";
import { TableState, TableStateProvider, useTable } from "../table-state";
import { FailureLine, Progress } from "../table-view";
import { bestItems } from "./best-items";
import { ChartsPane } from "./charts-pane";
import { ConfigPane } from "./config-pane";
import { GroupsList } from "./groups-list";
import { OpenRun } from "./open-run";
import { RunsList } from "./runs-list";
import { SummariesPane } from "./summaries-pane";
import { WorkspaceBar } from "./workspace-bar";
import { useWorkspace, WorkspaceProvider, WorkspaceState } from "./workspace-state";
import "./runs-list.css";
import "./charts-pane.css";
import "./summaries-pane.css";
import "./config-pane.css";
import "./parallel.css";
import "./open-run.css";
// Last, as it says how all of them look where there is little room.
import "./workspace.css";

/** The runs of a project: a table of them, and what those that are shown logged. */
export function WorkspaceRoot({ model, channel, signal, lead }: RootProps) {
  const { table, workspace } = useMemo(() => {
    const made = new TableState(model, channel, signal);
    made.noun = "run";
    new LiveRows(made);
    const workspace = new WorkspaceState(model, made);
    made.columnItems = (column) => bestItems(workspace, column);
    return { table: made, workspace };
  }, [model, channel, signal]);
  return (
    <ConnectionProvider value={table}>
      <ViewContextProvider value={table}>
        <TableStateProvider value={table}>
          <WorkspaceProvider value={workspace}>
            <Workspace lead={lead} />
          </WorkspaceProvider>
        </TableStateProvider>
      </ViewContextProvider>
    </ConnectionProvider>
  );
}

function Workspace({ lead }: { lead: ComponentChildren }) {
  const table = useTable();
  const workspace = useWorkspace();
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const el = root.current;
    if (!el) return;
    return effect(() => {
      if (!table.info.value) return;
      for (const name of ["editor", "menus", "figures"] as const) prefetchChunk(table, name, el);
    });
  }, [table]);
  const open = workspace.open.value;
  const tab = workspace.tab.value;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys that work wherever the focus is inside
    <div ref={root} class="dv-workspace" onKeyDown={(event) => onKey(event, table)}>
      {open !== null ? (
        <OpenRun key={open} run={open} lead={lead} />
      ) : (
        <>
          <WorkspaceBar lead={lead} />
          <FilterBar />
          <Progress />
          <FailureLine />
          <div class={`dv-workspace-body is-${tab}`}>
            {tab !== "summaries" && (
              <section class="dv-ws-list" aria-label="Runs">
                {workspace.isGrouped ? <GroupsList /> : <RunsList />}
              </section>
            )}
            {tab === "charts" ? <ChartsPane /> : tab === "summaries" ? <SummariesPane /> : <ConfigPane />}
          </div>
        </>
      )}
    </div>
  );
}

function onKey(event: KeyboardEvent, table: TableState): void {
  if (event.defaultPrevented) return;
  const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
  const isCommand = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  if (isTyping) return;
  if (isCommand && key === "z") {
    if (event.shiftKey) table.history.redo();
    else table.history.undo();
  } else if (isCommand && key === "y") table.history.redo();
  else if (event.key === "/" && !isCommand) table.editing.value = { index: null, text: "" };
  else return;
  event.preventDefault();
  event.stopPropagation();
}
