import { useSignal, useSignalEffect } from "@preact/signals";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { EmptyResult } from "../empty-result";
import { useSame } from "../grid";
import { HeadCell, useSummaries } from "../grid-head";
import { type GridLayout, HEAD_PX, type LaidColumn } from "../grid-layout";
import { cellId } from "../grid-row";
import { columnsInSight, spaceHeight } from "../grid-scroll";
import { useTable } from "../table-state";
import { rangeOf } from "./lines";
import { ListFoot } from "./list-foot";
import { onListKey } from "./list-keys";
import { NameHead } from "./name-head";
import { RunMenu } from "./run-menu";
import { RunRow } from "./run-row";
import { Selecting } from "./selecting";
import { useWorkspace } from "./workspace-state";

/** Runs as rows: those pinned on top, the others in the order of the query; only those in sight exist. */
export function RunsList() {
  const state = useTable();
  const workspace = useWorkspace();
  const { grid: layout } = state;
  const scroller = useRef<HTMLDivElement>(null);
  const menuAt = useRef<HTMLElement | null>(null);
  const menuLine = useSignal<number | null>(null);
  const selecting = useRef<Selecting | null>(null);
  selecting.current ??= new Selecting(workspace);
  const uid = useId();
  useLayoutEffect(() => (scroller.current ? layout.attach(scroller.current) : undefined), [layout]);
  useSignalEffect(() => {
    const { first, last } = layout.inSight.value;
    state.rows.version.value;
    state.shown.value;
    const [from, to] = rangeOf(workspace.lines.value, first, last);
    if (to > from) state.rows.want(from, to);
  });

  const { total } = layout.extent.value;
  const matched = state.rows.matched.value;
  const isEmpty = matched === 0 && !state.isLoading.value && state.info.value !== null;
  const focused = state.focused.value;
  const { first, last } = layout.inSight.value;
  const isFocusDrawn = focused.row < 0 || (!isEmpty && focused.row >= first && focused.row < last);
  const openMenu = (line: number, at?: HTMLElement | null) => {
    menuAt.current =
      at ?? scroller.current?.querySelector<HTMLElement>(`#${CSS.escape(cellId(uid, line, 0))}`) ?? null;
    menuLine.value = line;
  };
  return (
    <>
      <div
        ref={scroller}
        class="dv-grid dv-ws-grid"
        role="grid"
        tabIndex={0}
        aria-label={`Runs of ${state.info.value?.title ?? "the project"}`}
        aria-rowcount={matched + 1}
        aria-colcount={layout.laid.value.length + layout.firstColumn - 1}
        aria-multiselectable="true"
        aria-busy={state.isLoading.value}
        aria-activedescendant={isFocusDrawn ? cellId(uid, focused.row, focused.column) : undefined}
        onKeyDown={(event) => {
          if (event.defaultPrevented || event.target !== event.currentTarget) return;
          const actions = {
            menu: openMenu,
            select: (line: number, how: "one" | "toggle" | "range") => selecting.current?.select(line, how),
          };
          if (!onListKey(event, workspace, layout, actions)) return;
          event.preventDefault();
          event.stopPropagation();
        }}
      >
        <div
          class="dv-grid-space"
          style={{ height: `${HEAD_PX + spaceHeight(total)}px`, width: `${layout.totalWidth.value}px` }}
        >
          <RunsHead layout={layout} uid={uid} />
          {isEmpty ? (
            <div role="row">
              <div role="gridcell">
                <EmptyResult width={layout.width.value} />
              </div>
            </div>
          ) : (
            <RunsBody
              layout={layout}
              uid={uid}
              onPick={(event, line) => selecting.current?.click(event, line)}
              onMenu={openMenu}
            />
          )}
        </div>
      </div>
      <ListFoot />
      {menuLine.value !== null && (
        <RunMenu
          anchor={menuAt}
          line={menuLine.value}
          onClose={() => {
            menuLine.value = null;
          }}
        />
      )}
    </>
  );
}

function split(layout: GridLayout): { pinned: LaidColumn[]; columns: LaidColumn[]; before: number } {
  const laid = layout.laid.value;
  const count = layout.pinned.value;
  const free = laid.slice(count);
  const sight = columnsInSight(
    free.map(({ width }) => width),
    layout.left.value,
    Math.max(200, layout.width.value - layout.leftOf(count)),
  );
  return { pinned: laid.slice(0, count), columns: free.slice(sight.first, sight.last), before: sight.before };
}

function RunsHead({ layout, uid }: { layout: GridLayout; uid: string }) {
  const state = useTable();
  const { pinned, columns, before } = split(layout);
  useSummaries([...pinned, ...columns].map(({ column }) => column.name));
  const focused = state.focused.value;
  const head = (laid: LaidColumn) => {
    const { column, width, index } = laid;
    const isPinned = index < layout.pinned.value;
    const props = {
      column,
      width,
      index,
      layout,
      id: cellId(uid, -1, index),
      isFocused: focused.row === -1 && focused.column === index,
      ...(isPinned ? { pinnedAt: layout.leftOf(index) } : {}),
    };
    return column.name === "name" ? (
      <NameHead key={column.name} {...props} />
    ) : (
      <HeadCell key={column.name} {...props} />
    );
  };
  return (
    <div class="dv-head" role="rowgroup">
      <div class="dv-head-row" role="row" aria-rowindex={1}>
        {layout.gutter.value > 0 && (
          <div class="dv-gutter" role="presentation" style={{ width: `${layout.gutter.value}px` }} />
        )}
        {pinned.map(head)}
        {before > 0 && <div role="presentation" style={{ flex: `0 0 ${before}px` }} />}
        {columns.map(head)}
      </div>
    </div>
  );
}

interface RunsBodyProps {
  layout: GridLayout;
  uid: string;
  onPick(event: MouseEvent, line: number): void;
  onMenu(line: number, at: HTMLElement): void;
}

function RunsBody({ layout, uid, onPick, onMenu }: RunsBodyProps) {
  const workspace = useWorkspace();
  const { first, last } = layout.inSight.value;
  const base = layout.base.value;
  const height = layout.rowHeight.value;
  const { pinned, columns, before } = split(layout);
  const stay = useSame(pinned);
  const move = useSame(columns);
  const pinnedLines = workspace.lines.value.pinned;
  return (
    <div
      class="dv-grid-body"
      role="rowgroup"
      style={{ height: `${Math.min(layout.height.value, layout.extent.value.total)}px` }}
    >
      <div class="dv-grid-layer" role="presentation" style={layout.shift}>
        {Array.from({ length: Math.max(0, last - first) }, (_, at) => first + at).map((line) => (
          <RunRow
            key={line}
            layout={layout}
            line={line}
            top={(line - base) * height}
            height={height}
            pinned={stay}
            columns={move}
            before={before}
            uid={uid}
            isLastPinned={line === pinnedLines - 1}
            onPick={onPick}
            onMenu={onMenu}
          />
        ))}
      </div>
    </div>
  );
}
