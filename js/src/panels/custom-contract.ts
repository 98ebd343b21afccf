/** What a panel of your own is: an ES module that exports `mount`. */

/** Draws one cell into an element that is its own; asked once for each cell that comes into sight. */
export type Mount = (el: HTMLElement, props: PanelProps) => MountedPanel;

export interface MountedPanel {
  /** The cell has another value, another size, or another theme. */
  update(props: PanelProps): void;
  /** The cell is out of sight: end timers and listeners. The element is emptied for you. */
  unmount(): void;
}

/** All that a panel knows. A panel asks for nothing: what it shows is in here. */
export interface PanelProps {
  /**
   * Number, text or boolean as such, bigint beyond 2^53; Date for a point in time; array for a list, object for a dict
   * or for a type of your own. Never empty: cells without a value are drawn by the table.
   */
  value: unknown;
  /** Its kind is one of those you registered; its type is the column type's name. */
  column: { name: string; kind: string; type: string; integer: boolean };
  /** Row id: the row's place in the table, from 0. */
  row: number;
  /** Room inside of the cell, in CSS pixels. */
  width: number;
  height: number;
  theme: "light" | "dark";
  /** Least and greatest value of a column of numbers, once they are known: an axis that all cells share. */
  range: { min: number; max: number } | null;
}
