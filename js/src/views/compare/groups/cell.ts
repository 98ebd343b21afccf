import type { ComparedGroup } from "../wire";
import type { GroupColumn } from "./group-columns";
import type { GroupsView, Pointed } from "./groups-view";

/** What a cell of a group draws. */
export interface CellOf {
  view: GroupsView;
  group: ComparedGroup;
  /** Place of the group, and of the column. */
  row: number;
  at: number;
  column: GroupColumn;
  /** Room inside of the cell, in px. */
  width: number;
  /** What is pointed at in this cell. */
  pointed: Pointed | null;
}

/** The id of a cell; row -1 is the heads. */
export function cellId(uid: string, row: number, column: number): string {
  return `${uid}-${row}-${column}`;
}
