import type { ColumnInfo, TableInfo } from "../../../wire";

/** What a card of a row shows besides its scores. */
export interface CardColumns {
  picture: ColumnInfo | undefined;
  /** A column that names the row, by its plain name. */
  name: string | undefined;
  /** Both, as a query has them. */
  names: string[];
}

const NAMES = /^(\d+\.)?(id|key|name|file|path|image_id|filename)$/i;

/** The first picture, and what names a row best: a key, or else the first text. */
export function cardColumns(info: TableInfo | null): CardColumns {
  const columns = info?.columns ?? [];
  const picture = columns.find(({ kind }) => kind === "image");
  const texts = columns.filter(({ kind }) => kind === "text" || kind === "number");
  const name = (texts.find((column) => NAMES.test(column.name)) ?? texts.find(({ kind }) => kind === "text"))
    ?.name;
  return { picture, name, names: name ? [name] : [] };
}

/** A cell as a name; empty for what is none. */
export function nameOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "bigint"
    ? String(value)
    : "";
}
