import type { ColumnInfo } from "../wire";

type Shown = Pick<ColumnInfo, "kind" | "media">;

/** Columns whose cells are media of one kind, or lists of them; a single picture is a kind of its own. */
export function isMedia({ kind, media }: Shown): boolean {
  return kind !== "image" && Boolean(media);
}

/** Columns whose cells may be long, and are read on the whole of the view. */
export function isReadable({ kind, media }: Shown): boolean {
  return !media && /text|list|struct|any/.test(kind);
}

/** Columns whose cells are looked at, and open on the whole of the view. */
export function isVisual(column: Shown): boolean {
  return column.kind === "image" || isMedia(column);
}
