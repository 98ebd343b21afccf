import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { addClause, changeClause, quoteName, removeClause } from "../query-edit";
import type { Clause, Query } from "../wire";
import { useTable } from "./table-state";

/** Shorter than this a press is a click, not a drag. */
const DRAG_PX = 3;

const NUMBER = "(-?[\\d.]+(?:e[+-]?\\d+)?)";

/** The range that a clause gives to a column, if that is all it says. */
export function rangeIn(text: string, column: string): [number, number] | null {
  const name = quoteName(column).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const match = new RegExp(`^${name} >= ${NUMBER} and ${name} <= ${NUMBER}$`).exec(text);
  return match ? [Number(match[1]), Number(match[2])] : null;
}

/** The clause for a range, with no more digits than a hand can aim. */
export function rangeClause(
  column: string,
  from: number,
  to: number,
  length: number,
  isInteger: boolean,
): string {
  const digits = isInteger ? 0 : Math.max(0, Math.min(12, 2 - Math.floor(Math.log10(length || 1))));
  const name = quoteName(column);
  // Outwards, so that the row at the very end of the axis is inside.
  const low = isInteger ? Math.ceil(from) : rounded(Math.floor, from, digits);
  const high = isInteger ? Math.floor(to) : rounded(Math.ceil, to, digits);
  return `${name} >= ${Math.min(low, high)} and ${name} <= ${Math.max(low, high)}`;
}

function rounded(round: (value: number) => number, value: number, digits: number): number {
  const scale = 10 ** digits;
  return Number((round(value * scale) / scale).toFixed(digits));
}

/** The brush of a column among the clauses: the one that is on and gives a range. */
export function brushOf(
  filters: Clause[],
  column: string,
): { index: number; range: [number, number] } | null {
  for (const [index, clause] of filters.entries()) {
    const range = clause.on && !clause.negated ? rangeIn(clause.text, column) : null;
    if (range) return { index, range };
  }
  return null;
}

function setBrush(query: Query, column: string, text: string | null): Query {
  const old = brushOf(query.filters, column);
  if (text === null) return old ? removeClause(query, old.index) : query;
  return old ? changeClause(query, old.index, { text }) : addClause(query, text);
}

export interface BrushProps {
  column: string;
  isInteger: boolean;
  min: number;
  /** Where the last bin ends. */
  end: number;
  bins: number;
  /** Width of the axis, in px. */
  width: number;
  /** Draws the chart with a range marked, in shares of the axis. */
  children(range: [number, number] | null): ComponentChildren;
}

/** Choose a range of a histogram: drag over it, click one bar, double click to let go. */
export function Brush({ column, isInteger, min, end, bins, width, children }: BrushProps) {
  const state = useTable();
  const dragged = useSignal<[number, number] | null>(null);
  const start = useRef<number | null>(null);
  const length = end - min;
  const old = brushOf(state.query.value.filters, column);
  const share = (value: number) => Math.max(0, Math.min(1, (value - min) / (length || 1)));
  const range: [number, number] | null =
    dragged.value ?? (old ? [share(old.range[0]), share(old.range[1])] : null);
  const shareAt = (event: PointerEvent) => {
    const { left } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    return Math.max(0, Math.min(1, (event.clientX - left) / width));
  };
  const write = ([from, to]: [number, number]) => {
    const text = rangeClause(column, min + from * length, min + to * length, length, isInteger);
    state.edit((query) => setBrush(query, column, text));
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the filter bar does the same from the keyboard
    <div
      class="dv-brush"
      onPointerDown={(event) => {
        if (event.button !== 0 || length <= 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = shareAt(event);
      }}
      onPointerMove={(event) => {
        if (start.current === null) return;
        const at = shareAt(event);
        if (dragged.value === null && Math.abs(at - start.current) * width < DRAG_PX) return;
        const [from, to] = [Math.min(start.current, at), Math.max(start.current, at)];
        dragged.value = [from, to];
        const others = setBrush(state.shown.peek(), column, null);
        state.brush.move(others, column, min + from * length, min + to * length);
      }}
      onPointerUp={() => {
        if (start.current === null) return;
        const bin = Math.min(bins - 1, Math.floor(start.current * bins));
        const chosen: [number, number] = dragged.value ?? [bin / bins, (bin + 1) / bins];
        start.current = null;
        dragged.value = null;
        state.brush.rest();
        write(chosen);
      }}
      onPointerCancel={() => {
        start.current = null;
        dragged.value = null;
        state.brush.clear();
      }}
      onDblClick={() => state.edit((query) => setBrush(query, column, null))}
    >
      {children(range)}
    </div>
  );
}
