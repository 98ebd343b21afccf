import { formatCount, formatRows } from "../format";
import { isVisual } from "../panels/visual";
import type { Row } from "../rows";
import type { ColumnInfo } from "../wire";
import type { TableState } from "./table-state";

/** A table of more rows is for a file. */
export const MOST_COPIED = 10_000;

/** A cell as other programs read it: nothing for what is empty, whole numbers exact, lists and objects as JSON. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== "object") return String(value);
  return JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? String(inner) : inner));
}

/** A picture or other medium by what names it: its bytes are not text. */
function pictureText(value: unknown): string {
  if (typeof value !== "object" || value === null) return "";
  const { path, caption, digest } = value as Record<string, unknown>;
  return cellText(path || caption || digest);
}

type Named = Pick<ColumnInfo, "name" | "kind" | "media">;

function textOf(row: Row | undefined, column: Named): string {
  const value = row?.cell(column.name);
  if (!isVisual(column)) return cellText(value);
  return Array.isArray(value) ? value.map(pictureText).join("; ") : pictureText(value);
}

/** Rows as lines with tabs between cells, names first, which spreadsheets and pandas.read_clipboard take. */
export function tabbed(rows: Row[], columns: Named[]): string {
  const escaped = (text: string) => (/[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = [columns.map(({ name }) => name), ...rows.map((row) => columns.map((c) => textOf(row, c)))];
  return lines.map((cells) => cells.map(escaped).join("\t")).join("\n");
}

/** Copy the ticked rows, or the cell in focus where none is ticked, or a column's name. */
export async function copy(state: TableState, position: number, name?: string): Promise<void> {
  const { picking } = state;
  const ticked = state.selected.peek();
  const column = state.columns.peek().find((other) => other.name === name);
  try {
    if (ticked.length > MOST_COPIED) {
      picking.say(
        `At most ${formatCount(MOST_COPIED)} rows can be copied; export ${formatRows(ticked.length)} to a file.`,
      );
    } else if (ticked.length > 0) {
      const params = { query: state.shown.peek(), rows: ticked };
      const { buffers } = await state.channel.ask("ticked", params, state.signal);
      const rows = state.readRows(buffers[0]);
      await copyText(tabbed(rows, onScreen(state)));
      picking.say(`${formatRows(rows.length)} copied, with the names of the columns.`);
    } else if (position >= 0 && !state.rows.get(position)) {
      picking.say("The row is not here yet: nothing to copy.");
    } else if (column) {
      const row = state.rows.get(position);
      const text =
        position < 0
          ? column.name
          : partsOf(column)
              .map((part) => textOf(row, part))
              .join("\t");
      await copyText(text);
      picking.say(text === "" ? "The cell is empty: nothing to copy." : "Cell copied.");
    }
  } catch (error) {
    picking.say(`Nothing was copied: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The columns in the order of the screen. */
function onScreen(state: TableState): Named[] {
  const shown = state.grid.laid
    .peek()
    .flatMap(({ over, column }) => [...over.map((other) => other.column), column]);
  return shown.flatMap(partsOf);
}

/** A column as others name it: where several tables have it, one of each. */
function partsOf({ name, lanes, ...column }: ColumnInfo): Named[] {
  const names = [...new Set(lanes ?? [name])].filter((lane) => lane !== null);
  return names.map((lane) => ({ ...column, name: lane }));
}

/** Put a text on the clipboard. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    writeOldWay(text);
  }
}

/** Where a notebook's frame may not use the clipboard, a marked text may still be copied. */
function writeOldWay(text: string): void {
  const focused = document.activeElement as HTMLElement | null;
  const area = document.createElement("textarea");
  area.value = text;
  area.style.cssText = "position:fixed;top:0;opacity:0";
  document.body.append(area);
  area.select();
  const isDone = document.execCommand("copy");
  area.remove();
  focused?.focus({ preventScroll: true });
  if (!isDone) throw new Error("the browser does not let this page write to the clipboard.");
}
