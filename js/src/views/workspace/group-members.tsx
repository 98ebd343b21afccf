import { useSignal, useSignalEffect } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { Button } from "../../controls/button";
import { panelFor } from "../../panels/registry";
import { useTable } from "../table-state";
import { CutName } from "./cut-name";
import { formatOf } from "./digits";
import type { GroupLineProps } from "./group-line";
import { Eye, StateGlyph, Swatch } from "./marks";
import { runsInWords } from "./words";
import { useWorkspace } from "./workspace-state";

const FIRST = 5;
const MORE = 50;
const ROW_PX = 28;

/** The runs of an open group, some at a time. */
export function GroupMembers({
  group,
  columns,
  widths,
}: Pick<GroupLineProps, "group" | "columns" | "widths">) {
  const table = useTable();
  const workspace = useWorkspace();
  const count = useSignal(FIRST);
  const version = table.rows.version.value;
  const rows = useMemo(() => table.rowsOfGroup(group.key, group.rows), [table, group, version]);
  useSignalEffect(() => rows.want(0, Math.min(count.value, group.rows)));
  const shown = Math.min(count.value, group.rows);
  return (
    <>
      {Array.from({ length: shown }, (_, at) => {
        const row = rows.get(at);
        const run = row && workspace.runs.value[row.id];
        const slot = run && workspace.shownGroups.value?.[run.id];
        const isShown = slot !== undefined;
        const names = ["dv-ws-group is-member"];
        if (!isShown) names.push("is-off");
        if (run && workspace.hover.value === run.id) names.push("is-hover");
        const open = () => {
          if (run) workspace.open.value = run.id;
        };
        return (
          <div
            key={at}
            class={names.join(" ")}
            role="row"
            data-line
            tabIndex={-1}
            aria-level={2}
            aria-label={run?.name ?? "Loading"}
            onDblClick={open}
            onKeyDown={(event) => {
              if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey)
                return;
              if (event.key === "Enter") open();
              else if (event.key === " " && run) workspace.toggle(run.id);
              else return;
              event.preventDefault();
              event.stopPropagation();
            }}
            onPointerEnter={() => {
              workspace.hover.value = run && isShown ? run.id : null;
            }}
            onPointerLeave={() => {
              if (run && workspace.hover.peek() === run.id) workspace.hover.value = null;
            }}
          >
            <div
              class="dv-cell is-pinned dv-ws-name"
              role="rowheader"
              style={{ width: `${widths.key}px`, left: 0 }}
            >
              {run ? (
                <>
                  <Eye isShown={isShown} name={run.name} onToggle={() => workspace.toggle(run.id)} />
                  <Swatch slot={slot} />
                  <CutName name={run.name} />
                  <span class="dv-grow" />
                  <StateGlyph state={run.state} />
                </>
              ) : (
                <span class="dv-skeleton dv-skeleton-start" />
              )}
            </div>
            <div class="dv-cell" role="gridcell" style={{ width: `${widths.runs}px` }} />
            {columns.map((column) => {
              const panel = panelFor(column, table.query.value.panels[column.name]);
              const value = row?.cell(column.name);
              const summary = table.summaries.value[column.name];
              return (
                <div
                  key={column.name}
                  class={`dv-cell dv-align-${panel.align}`}
                  role="gridcell"
                  style={{ width: `${widths.column}px` }}
                >
                  {value === null || value === undefined ? (
                    <span class="dv-quiet">{row ? "–" : ""}</span>
                  ) : panel.name === "value" && !column.integer && typeof value === "number" ? (
                    <span>{formatOf(value, summary)}</span>
                  ) : (
                    <panel.Cell
                      column={column}
                      value={value}
                      row={row?.id ?? 0}
                      width={widths.column}
                      height={ROW_PX}
                      summary={summary}
                    />
                  )}
                </div>
              );
            })}
          </div>
        );
      })}
      {group.rows > shown && (
        <div class="dv-ws-group is-member" role="row" aria-level={2}>
          <div
            class="dv-cell is-pinned dv-ws-name"
            role="gridcell"
            style={{ width: `${widths.key}px`, left: 0 }}
          >
            <Button
              look="link"
              small
              label={`${runsInWords(group.rows - shown)} more`}
              onClick={() => {
                count.value += MORE;
              }}
            />
          </div>
        </div>
      )}
    </>
  );
}
