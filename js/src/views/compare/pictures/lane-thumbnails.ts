import { effect } from "@preact/signals";
import { useLayoutEffect, useMemo, useState } from "preact/hooks";
import { thumbnailsOf } from "../../../panels/image";
import { shownPicture, type Thumbnail, type ThumbnailState } from "../../../thumbnails";
import type { ColumnInfo } from "../../../wire";
import { useView } from "../../context";

type State = ThumbnailState | null;

/** The small pictures of one row, one per table; null for a table that has none. A larger one that is on its way is stood
 * in for by the one that is here. */
export function useLaneThumbnails(
  columns: readonly (ColumnInfo | null)[],
  row: number,
  size: number,
): ThumbnailState<Thumbnail>[] {
  const view = useView();
  const [known, setKnown] = useState<{ row: number; states: State[] }>({ row, states: [] });
  const names = columns.map((column) => column?.name ?? "").join("\n");
  useLayoutEffect(() => {
    const used = columns.map((column) => (column ? thumbnailsOf(view).use(column.name, row, size) : null));
    const stop = effect(() => {
      const next = used.map((each) => each?.state.value ?? null);
      setKnown((before) => ({
        row,
        states: next.map((state, k) => {
          const old = before.row === row ? before.states[k] : null;
          return state?.status === "waiting" && old?.status === "ready" ? old : state;
        }),
      }));
    });
    return () => {
      stop();
      for (const each of used) each?.release();
    };
  }, [view, names, row, size]);
  const states = known.row === row ? known.states : [];
  return useMemo(
    () =>
      columns.map((column, k): ThumbnailState => {
        const state = states[k];
        if (!column || !state) return { status: "waiting" };
        if (state.status !== "ready") return state;
        return { status: "ready", picture: shownPicture(state.picture, column) };
      }),
    [columns, known, row],
  );
}
