import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { AnyThumbnail } from "../../panels/media";
import { isVisual } from "../../panels/visual";
import type { ColumnInfo } from "../../wire";
import { useTable } from "../table-state";

interface StripProps {
  /** Names of columns that may be the pictures, best first; else the first that has any. */
  pictures: readonly (string | null)[];
  /** Names of the columns under each, left and right. */
  captions: readonly string[];
  /** Pictures in a line, and in all. */
  perLine: number;
  most: number;
  onOpen(): void;
}

const GAP_PX = 8;
const NARROWEST_PX = 96;

/** The first rows of a table as pictures with what names them. */
export function Strip({ pictures, captions, perLine, most, onOpen }: StripProps) {
  const table = useTable();
  const box = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState(0);
  const info = table.info.value;
  const column = pictureColumn(info?.columns ?? [], pictures);
  const version = table.rows.version.value;
  useLayoutEffect(() => {
    const el = box.current;
    if (!el) return;
    const measure = () => setRoom(el.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(el);
    return () => observer.disconnect();
  }, [column !== undefined]);
  const line = Math.max(2, Math.min(perLine, Math.floor((room + GAP_PX) / (NARROWEST_PX + GAP_PX))));
  // The last line is whole, where more rows than are shown would begin another.
  const whole = Math.max(line, most - (most % line));
  const count = Math.min(whole, table.rows.matched.value);
  useEffect(() => table.rows.want(0, count), [table, count, version]);
  if (!column) return null;
  const width = Math.floor((room + GAP_PX) / line - GAP_PX);
  const height = Math.round(width * 0.75);
  const rows = Array.from({ length: count }, (_, at) => table.rows.get(at));
  return (
    <div
      ref={box}
      class="dv-strip"
      style={{ gridTemplateColumns: `repeat(${line}, minmax(0, 1fr))` }}
      aria-busy={table.isLoading.value}
    >
      {room > 0 &&
        rows.map((row, at) => {
          const words = captions.map((name) => (row?.has(name) ? textOf(row.cell(name)) : ""));
          return (
            <button
              key={at}
              type="button"
              aria-label={`Open ${words[0] || `row ${at + 1}`} in the table`}
              onClick={onOpen}
            >
              <span class="dv-strip-frame" style={{ height: `${height}px` }}>
                {row && <AnyThumbnail column={column} row={row.id} width={width} height={height} />}
              </span>
              <span class="dv-strip-words">
                {words.map((text, k) => (
                  <span key={k} class="dv-text" title={text}>
                    {text}
                  </span>
                ))}
              </span>
            </button>
          );
        })}
    </div>
  );
}

/** The column whose pictures stand for rows: one that is wanted, else the first. */
export function pictureColumn(
  columns: readonly ColumnInfo[],
  wanted: readonly (string | null)[],
): ColumnInfo | undefined {
  for (const name of wanted) {
    const column = columns.find((other) => other.name === name);
    if (column && isVisual(column)) return column;
  }
  return columns.find(isVisual);
}

function textOf(value: unknown): string {
  if (value === null || value === undefined || typeof value === "object") return "";
  return String(value);
}
