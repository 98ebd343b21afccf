import type { ReadonlySignal } from "@preact/signals";

/** One row, cells decoded. Whole numbers beyond 2^53 stay bigint; an image is a plain object; no such cell is undefined. */
export interface Row {
  id: number;
  cell(name: string): unknown;
}

/** A window on the filtered, sorted rows of a table. Positions count from 0 in that order. */
export interface RowWindow {
  /** Number of rows that match. */
  readonly matched: ReadonlySignal<number>;
  /** Grows when the order of the rows changes: what was at a position is no longer there. */
  readonly version: ReadonlySignal<number>;
  /** The row at a position, undefined while it is not here. Reading it in a component follows its arrival. */
  get(position: number): Row | undefined;
  /** Fetch what is missing of `start` to `end` (excluded), and a little around it; what no longer matters is cancelled. */
  want(start: number, end: number): void;
  /** Row id at a position, undefined while it is not here. */
  rowId(position: number): number | undefined;
}
