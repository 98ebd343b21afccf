import { batch } from "@preact/signals";
import { RowPages } from "../../../rows";
import type { ComparedPictures } from "../wire";
import type { GroupsView } from "./groups-view";

/** Show the pictures of a group on the whole of the view, beginning with one of them. */
export function openPictures(view: GroupsView, column: string, cell: ComparedPictures, at: number): void {
  const { state } = view;
  const ids = cell.rows.map(({ row }) => row);
  const rows = new RowPages(async (start, count, aborted) => {
    const params = { query: state.shown.peek(), rows: ids };
    const { buffers } = await state.channel.ask("ticked", params, aborted);
    const found = new Map(state.readRows(buffers[0]).map((row) => [row.id, row]));
    return ids.slice(start, start + count).flatMap((id) => found.get(id) ?? []);
  });
  rows.reset(ids.length, []);
  state.signal.addEventListener("abort", () => rows.stop());
  batch(() => {
    state.viewerRows.value = rows;
    state.viewer.value = { column, position: at };
  });
}
