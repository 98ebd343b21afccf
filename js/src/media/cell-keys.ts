import type { ViewContext } from "../views/context";
import { toggleCellSound } from "./cell-player";

/** Keys on the cell of a table that has the focus: "s" plays or stops its sound. True when the key was one of them. */
export function onCellKey(
  event: KeyboardEvent,
  view: Pick<ViewContext, "channel" | "signal" | "info" | "rows">,
  position: number,
  name: string | undefined,
): boolean {
  if (event.key !== "s" || event.ctrlKey || event.metaKey || event.altKey) return false;
  const column = view.info.peek()?.columns.find((other) => other.name === name);
  const row = view.rows.rowId(position);
  if (column?.media !== "audio-file" || row === undefined) return false;
  // Of compared tables it is the first that has the column.
  const own = column.lanes?.find((lane) => lane !== null) ?? column.name;
  if (view.rows.get(position)?.cell(column.name)) toggleCellSound({ view, column: own, row, index: 0 });
  return true;
}
