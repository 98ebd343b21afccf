import { Button } from "../../controls/button";
import { boundNumber, formatCount, formatNumber } from "../../format";
import type { ColumnInfo, Group } from "../../wire";
import { CutName } from "./cut-name";
import { groupId, groupLabel } from "./group-data";
import { GroupMembers } from "./group-members";
import { Eye, Star, Swatch } from "./marks";
import { useWorkspace } from "./workspace-state";

export interface GroupLineProps {
  group: Group;
  columns: ColumnInfo[];
  widths: { key: number; runs: number; column: number };
  /** Whether Tab stops here. */
  isStop: boolean;
  isOpen: boolean;
  onOpen(): void;
}

/** One group: drawn or not, its colour, how many runs it has, and the mean of each number. */
export function GroupLine({ group, columns, widths, isStop, isOpen, onOpen }: GroupLineProps) {
  const workspace = useWorkspace();
  const id = groupId(group.key);
  const slot = workspace.shownGroups.value?.[id];
  const isShown = slot !== undefined;
  const label = groupLabel(group.key);
  const best = workspace.best.found.value;
  const names = ["dv-ws-group"];
  if (!isShown) names.push("is-off");
  if (workspace.hover.value === id) names.push("is-hover");
  return (
    <>
      <div
        class={names.join(" ")}
        role="row"
        data-line
        tabIndex={isStop ? 0 : -1}
        aria-level={1}
        aria-expanded={isOpen}
        aria-label={`${label}, ${formatCount(group.rows)} runs`}
        onKeyDown={(event) => {
          if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
          if (event.key === " ") workspace.toggle(id);
          else if (event.key === "Enter") onOpen();
          else if (event.key === "ArrowRight" && !isOpen) onOpen();
          else if (event.key === "ArrowLeft" && isOpen) onOpen();
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
        onPointerEnter={() => {
          workspace.hover.value = isShown ? id : null;
        }}
        onPointerLeave={() => {
          if (workspace.hover.peek() === id) workspace.hover.value = null;
        }}
      >
        <div
          class="dv-cell is-pinned dv-ws-name"
          role="rowheader"
          style={{ width: `${widths.key}px`, left: 0 }}
        >
          <Eye isShown={isShown} name={label} onToggle={() => workspace.toggle(id)} />
          <Swatch slot={slot} hasBand />
          <Button
            class="dv-chevron"
            small
            icon={isOpen ? "down" : "right"}
            title={isOpen ? "Close the group" : "Open the group"}
            tabIndex={-1}
            onClick={onOpen}
          />
          <CutName name={label} />
        </div>
        <div class="dv-cell dv-align-end" role="gridcell" style={{ width: `${widths.runs}px` }}>
          {formatCount(group.rows)}
        </div>
        {columns.map((column) => {
          const isBest = best?.group === id && best.column === column.name;
          return (
            <div
              key={column.name}
              class={`dv-cell ${column.kind === "number" ? "dv-align-end" : ""} ${isBest ? "is-best" : ""}`}
              role="gridcell"
              style={{ width: `${widths.column}px` }}
            >
              {isBest && <Star />}
              <Figure cell={group.cells[column.name]} rows={group.rows} />
            </div>
          );
        })}
      </div>
      {isOpen && <GroupMembers group={group} columns={columns} widths={widths} />}
    </>
  );
}

/** Mean ± spread of numbers, or the value that most runs have. */
function Figure({ cell, rows }: { cell: Group["cells"][string] | undefined; rows: number }) {
  if (!cell) return null;
  if ("mean" in cell) {
    if (cell.mean === null) return <span class="dv-quiet">–</span>;
    const isAlone = rows - cell.empty < 2 || cell.std === null;
    const [mean, spread] = meanAndSpread(boundNumber(cell.mean), cell.std ?? 0);
    return (
      <span title={isAlone ? "one value" : "mean ± standard deviation"}>
        {isAlone ? formatNumber(boundNumber(cell.mean)) : mean}
        {!isAlone && <span class="dv-quiet"> ± {spread}</span>}
      </span>
    );
  }
  if ("top" in cell) {
    const [top] = cell.top;
    if (!top) return <span class="dv-quiet">–</span>;
    const others = cell.distinct - 1;
    return (
      <span class="dv-text">
        {String(top.value)}
        {others > 0 && <span class="dv-quiet"> and {formatCount(others)} more</span>}
      </span>
    );
  }
  return null;
}

/** A mean with as many digits as its spread makes sense of. */
export function meanAndSpread(mean: number, spread: number): [string, string] {
  if (!(spread > 0) || !Number.isFinite(mean)) return [formatNumber(mean), formatNumber(spread)];
  const power = Math.floor(Math.log10(spread));
  // One digit of the spread says enough, two where it is a 1.
  const digits = Math.max(0, Math.min(8, (spread / 10 ** power < 2 ? 1 : 0) - power));
  const write = (value: number) =>
    Math.abs(value) >= 1e9 || (value !== 0 && Math.abs(value) < 1e-6)
      ? formatNumber(value)
      : value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return [write(mean), write(spread)];
}
