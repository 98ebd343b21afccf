import { Icon } from "../../controls/icon";
import type { Row } from "../../rows";
import type { GridLayout, LaidColumn } from "../grid-layout";
import { cellId } from "../grid-row";
import { useTable } from "../table-state";
import { CutName } from "./cut-name";
import { formatOf } from "./digits";
import { Eye, Star, StateGlyph, Swatch } from "./marks";
import { useWorkspace } from "./workspace-state";

export interface RunRowProps {
  layout: GridLayout;
  line: number;
  top: number;
  height: number;
  pinned: LaidColumn[];
  columns: LaidColumn[];
  /** Width left out between the two. */
  before: number;
  uid: string;
  isLastPinned: boolean;
  onPick(event: MouseEvent, line: number): void;
  onMenu(line: number, at: HTMLElement): void;
}

/** One run: drawn or not, its colour, its name and state, and its values. */
export function RunRow(props: RunRowProps) {
  const { layout, line, top, height, pinned, columns, before, uid, isLastPinned, onPick, onMenu } = props;
  const state = useTable();
  const workspace = useWorkspace();
  const run = workspace.runAt(line);
  const rowId = workspace.rowAt(line);
  const position = workspace.lines.value.positions[line];
  const row =
    rowId === undefined || position === undefined
      ? undefined
      : (workspace.pinnedRows.value.get(rowId) ?? state.rows.get(position));
  const slot = run && workspace.shownRuns.value?.[run.id];
  const isShown = slot !== undefined;
  const isSelected = rowId !== undefined && state.selectedSet.value.has(rowId);
  const isHover = run !== undefined && workspace.hover.value === run.id;
  const focused = state.focused.value;
  const gutter = layout.gutter.value;
  const names = ["dv-row", "dv-ws-row"];
  if (!isShown) names.push("is-off");
  if (isSelected) names.push("is-selected");
  if (isHover) names.push("is-hover");
  if (isLastPinned) names.push("is-edge");
  let left = gutter;
  const cell = (laid: LaidColumn, isPinned: boolean) => {
    const at = left;
    left += laid.width;
    const { column, index } = laid;
    const isFocused = focused.row === line && focused.column === index;
    const isName = column.name === "name";
    const best = workspace.best.found.value;
    const isBest = best !== null && best.row === rowId && best.column === column.name;
    const classes = ["dv-cell", `dv-align-${laid.panel.align}`];
    if (isFocused) classes.push("is-focused");
    if (isPinned) classes.push("is-pinned");
    if (isBest) classes.push("is-best");
    if (isName) classes.push("dv-ws-name");
    return (
      // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles are of cells in a row
      <div
        key={column.name}
        id={cellId(uid, line, index)}
        class={classes.join(" ")}
        role={isName ? "rowheader" : "gridcell"}
        aria-colindex={index + layout.firstColumn}
        style={{ width: `${laid.width}px`, left: isPinned ? `${at}px` : undefined }}
        onPointerDown={() => {
          state.focused.value = { row: line, column: index };
        }}
      >
        {isName && run ? (
          <>
            <Eye isShown={isShown} name={run.name} onToggle={() => workspace.toggle(run.id)} />
            <Swatch slot={slot} />
            <CutName name={run.name} title={run.name === run.id ? run.name : `${run.name} (${run.id})`} />
            <span class="dv-grow" />
            <Pin
              isOn={workspace.pinned.value.includes(run.id)}
              name={run.name}
              onToggle={() => workspace.pin(run.id)}
            />
            <StateGlyph state={run.state} />
          </>
        ) : (
          <>
            {isBest && <Star />}
            <Cell laid={laid} row={row} height={height} />
          </>
        )}
      </div>
    );
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid takes the keys
    <div
      class={names.join(" ")}
      role="row"
      aria-rowindex={line + 2}
      aria-selected={isSelected}
      style={{ top: `${top}px`, height: `${height}px` }}
      onPointerEnter={() => {
        workspace.hover.value = isShown && run ? run.id : null;
      }}
      onPointerLeave={() => {
        if (run && workspace.hover.peek() === run.id) workspace.hover.value = null;
      }}
      onClick={(event) => onPick(event, line)}
      onDblClick={() => {
        if (run) workspace.open.value = run.id;
      }}
      onContextMenu={(event) => {
        if (!run || !(event.currentTarget instanceof HTMLElement)) return;
        event.preventDefault();
        onMenu(line, event.currentTarget);
      }}
    >
      {gutter > 0 && <div class="dv-gutter" role="presentation" style={{ width: `${gutter}px` }} />}
      {pinned.map((laid) => cell(laid, true))}
      {before > 0 && <div role="presentation" style={{ flex: `0 0 ${before}px` }} />}
      {columns.map((laid) => cell(laid, false))}
    </div>
  );
}

function Pin({ isOn, name, onToggle }: { isOn: boolean; name: string; onToggle(): void }) {
  return (
    <button
      type="button"
      class={`dv-pin ${isOn ? "is-on" : ""}`}
      tabIndex={-1}
      aria-pressed={isOn}
      aria-label={`Keep ${name} on top`}
      title={isOn ? "Unpin (P)" : "Pin to the top (P)"}
      onClick={(event) => {
        event.stopPropagation();
        onToggle();
      }}
    >
      <Icon name="pin" size={14} />
    </button>
  );
}

/** What a panel draws of one value; a key that the run has not is a short stroke. */
function Cell({ laid, row, height }: { laid: LaidColumn; row: Row | undefined; height: number }) {
  const state = useTable();
  const { column, panel, width } = laid;
  if (!row?.has(column.name)) return <span class={`dv-skeleton dv-skeleton-${panel.align}`} />;
  const value = row.cell(column.name);
  if (value === null || value === undefined) {
    return (
      <span class="dv-quiet" title="not set">
        –
      </span>
    );
  }
  const summary = state.summaries.value[column.name];
  if (panel.name === "value" && summary?.kind === "number" && !column.integer && typeof value === "number") {
    return <span>{formatOf(value, summary)}</span>;
  }
  return (
    <panel.Cell column={column} value={value} row={row.id} width={width} height={height} summary={summary} />
  );
}
