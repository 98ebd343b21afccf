import type { ComparedNumbers, ComparedPictures } from "../wire";
import type { GroupsView, Pointed } from "./groups-view";
import { keepInterval } from "./histogram-cell";
import { openPictures } from "./open-pictures";
import { keepValue, partsOf } from "./values-cell";

/** Keys of the groups: arrows go over groups and columns, Enter opens a group or goes into a chart, Esc out of it. */
export function onGroupKey(event: KeyboardEvent, view: GroupsView): boolean {
  if (event.altKey || event.isComposing) return false;
  const inside = view.pointed.peek();
  if (inside?.byKeys) return onInnerKey(event, view, inside);
  const { row, column } = view.focused.peek();
  const lastRow = view.lines.peek() - 1;
  const lastColumn = view.laid.peek().length - 1;
  const isCommand = event.ctrlKey || event.metaKey;
  const goals: Record<string, [number, number]> = {
    ArrowDown: [isCommand ? lastRow : row + 1, column],
    ArrowUp: [isCommand ? 0 : row - 1, column],
    ArrowRight: [row, isCommand ? lastColumn : column + 1],
    ArrowLeft: [row, isCommand ? 0 : column - 1],
    PageDown: [Math.max(0, row) + view.screenRows, column],
    PageUp: [Math.max(0, row - view.screenRows), column],
    Home: [isCommand ? 0 : row, 0],
    End: [isCommand ? lastRow : row, lastColumn],
  };
  const goal = goals[event.key];
  if (goal) {
    view.focus();
    go(view, Math.max(-1, Math.min(goal[0], lastRow)), Math.max(0, Math.min(goal[1], lastColumn)));
    return true;
  }
  if (event.key === "Enter" && !isCommand) return row < 0 ? view.pickHead(column) : enter(view, row, column);
  return false;
}

function go(view: GroupsView, row: number, column: number): void {
  view.focused.value = { row, column };
  view.pointed.value = null;
  view.revealLine(row);
  view.revealColumn(column);
}

/** What Enter does in a cell: the key opens its rows, a chart is gone into. */
function enter(view: GroupsView, row: number, at: number): boolean {
  const group = view.pages.get(row);
  const column = view.laid.peek()[at];
  if (!group || !column) return false;
  const cell = column.column && group.cells[column.column.name];
  const into = (side: number | null) => {
    view.pointed.value = { row, column: at, side, first: 0, last: 0, byKeys: true };
  };
  if (column.part === "pictures" && cell) {
    if ((cell as ComparedPictures).rows.length > 0)
      openPictures(view, column.column?.name ?? "", cell as ComparedPictures, 0);
  } else if (column.part === "histogram" && cell) into(null);
  else if (column.part === "rows") into(Math.max(0, sidesOf(view, row, at)[0] ?? 0));
  else if (column.part === "values" && cell) {
    const [side] = sidesOf(view, row, at);
    if (side !== undefined) into(side);
  } else view.openRows(group);
  return true;
}

/** The lanes of a cell that have something in them. */
function sidesOf(view: GroupsView, row: number, at: number): number[] {
  const group = view.pages.get(row);
  const column = view.laid.peek()[at];
  if (!group || !column) return [];
  return group.rows.flatMap((rows, side) => {
    if (!rows) return [];
    return column.part === "rows" || partsOf(view, group, at, side).length > 0 ? [side] : [];
  });
}

/** Inside of a chart: left and right go over bars or parts, with Shift they make a range, up and down over tables. */
function onInnerKey(event: KeyboardEvent, view: GroupsView, pointed: Pointed): boolean {
  const { row, column: at, side, first, last } = pointed;
  const group = view.pages.get(row);
  const column = view.laid.peek()[at];
  if (!group || !column) return false;
  const isHistogram = column.part === "histogram";
  if (event.key === "Escape") {
    view.pointed.value = null;
    return true;
  }
  if (event.key === "Enter") {
    if (isHistogram) keepInterval(view, group, at);
    else if (column.part === "rows") view.openRows(group, side);
    else keepValue(view, group, at);
    return true;
  }
  const count = isHistogram
    ? ((group.cells[column.column?.name ?? ""] as ComparedNumbers).counts.find((part) => part !== null)
        ?.length ?? 0)
    : column.part === "rows"
      ? 1
      : partsOf(view, group, at, side ?? 0).length;
  const step = { ArrowRight: 1, ArrowLeft: -1, Home: -count, End: count }[event.key];
  if (step !== undefined) {
    const to = Math.max(0, Math.min(count - 1, (event.shiftKey && isHistogram ? last : first) + step));
    const from = event.shiftKey && isHistogram ? Math.min(first, to) : to;
    view.pointed.value = { ...pointed, first: from, last: to };
    return true;
  }
  const turn = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (turn === undefined) return false;
  if (isHistogram) {
    // From all tables to each of them, and back.
    const sides = [null, ...group.rows.map((_, k) => k)];
    const next = sides[(sides.indexOf(side) + turn + sides.length) % sides.length] ?? null;
    view.pointed.value = { ...pointed, side: next };
    return true;
  }
  const sides = sidesOf(view, row, at);
  const next = sides[(sides.indexOf(side ?? 0) + turn + sides.length) % sides.length] ?? 0;
  view.pointed.value = { ...pointed, side: next, first: 0, last: 0 };
  return true;
}
