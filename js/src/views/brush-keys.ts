import { axisEnd, boundNumber } from "../format";
import { quoteName } from "../query-edit";
import type { NumberSummary, Summary } from "../wire";
import { binnedShares, brushOf, type RangeAxis, rangeClause, setBrush, sharesOf, valuesAt } from "./ranges";
import { HEAD_BINS, type TableState } from "./table-state";

export function isNumbers(summary: Summary | undefined): summary is NumberSummary {
  return summary?.kind === "number" || summary?.kind === "timestamp";
}

/** The axis of a head's histogram; null where no cell has a value. */
export function axisOf(name: string, summary: NumberSummary): RangeAxis | null {
  if (summary.min === null || summary.max === null) return null;
  const [min, max] = [boundNumber(summary.min), boundNumber(summary.max)];
  const bins = summary.bins_all.length;
  return {
    of: summary.of ?? quoteName(name),
    isTime: summary.kind === "timestamp",
    isInteger: summary.integer,
    min,
    end: axisEnd(min, max, summary.integer, bins, HEAD_BINS),
    bins,
  };
}

/** Which end a key moves, and by how many bars. */
const MOVES: Record<string, { low?: number; high?: number }> = {
  ArrowRight: { high: 1 },
  ArrowLeft: { high: -1 },
  ArrowUp: { low: 1 },
  ArrowDown: { low: -1 },
};

/** Shift and an arrow move an end of the range by a bar: left and right the upper, up and down the lower. Delete lets go. */
export function onBrushKey(event: KeyboardEvent, state: TableState, axis: RangeAxis): boolean {
  if (event.altKey || event.ctrlKey || event.metaKey || axis.end <= axis.min) return false;
  const old = brushOf(state.query.peek().filters, axis.of);
  if (event.key === "Delete" || event.key === "Backspace") {
    if (old) state.edit((query) => setBrush(query, axis.of, null));
    return old !== null;
  }
  const move = event.shiftKey ? MOVES[event.key] : undefined;
  if (!move) return false;
  const { bins } = axis;
  let [first, last] = old ? binnedShares(bins, sharesOf(axis, old.range)) : [0, move.high === 1 ? 0 : bins];
  last = Math.min(bins, last + (move.high ?? 0));
  first = Math.max(0, first + (move.low ?? 0));
  if (last <= first) return true;
  // All of the axis is no range.
  const isAll = first === 0 && last === bins;
  const text = isAll ? null : rangeClause(axis, ...valuesAt(axis, [first / bins, last / bins]));
  state.edit((query) => setBrush(query, axis.of, text));
  return true;
}

/** The same for the head of a column in the grid. */
export function onHeadKey(event: KeyboardEvent, state: TableState, column: string | undefined): boolean {
  const summary = column === undefined ? undefined : state.summaries.peek()[column];
  const axis = column !== undefined && isNumbers(summary) ? axisOf(column, summary) : null;
  return axis !== null && onBrushKey(event, state, axis);
}
