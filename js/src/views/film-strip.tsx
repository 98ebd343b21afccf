import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { formatCount, formatNumber } from "../format";
import { Thumbnail } from "../panels/image";
import { Null } from "../panels/nothing";
import type { ColumnInfo } from "../wire";
import { useView } from "./context";

const FRAME_PX = 102;

export interface FilmStripProps {
  column: ColumnInfo;
  position: number;
  count: number;
  onOpen(position: number): void;
}

/** The rows around the open one, with the value that the table is sorted by. */
export function FilmStrip({ column, position, count, onOpen }: FilmStripProps) {
  const view = useView();
  const strip = useRef<HTMLElement>(null);
  const [room, setRoom] = useState(0);
  useLayoutEffect(() => {
    const el = strip.current;
    if (!el) return;
    const measure = () => setRoom(Math.max(1, Math.floor((el.clientWidth - 10) / FRAME_PX)));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(el);
    return () => observer.disconnect();
  }, []);

  const shown = Math.min(room, count);
  const first = Math.max(0, Math.min(count - shown, position - Math.floor((shown - 1) / 2)));
  const sortedBy = view.query.value.sort[0]?.by;
  return (
    <nav ref={strip} class="dv-film" aria-label="Neighbouring rows">
      {Array.from({ length: shown }, (_, k) => {
        const at = first + k;
        const row = view.rows.rowId(at);
        const cells = view.rows.get(at);
        const isEmpty = cells?.has(column.name) === true && cells.cell(column.name) === null;
        const value = sortedBy ? cells?.cell(sortedBy) : undefined;
        return (
          <button
            key={at}
            type="button"
            class="dv-film-frame"
            aria-current={at === position ? "true" : undefined}
            title={`Row ${formatCount(at + 1)}`}
            tabIndex={-1}
            onClick={() => onOpen(at)}
          >
            {row === undefined || isEmpty ? (
              <span
                class="dv-thumb"
                data-status={isEmpty ? "empty" : "waiting"}
                style={{ width: "88px", height: "66px" }}
              >
                {isEmpty && <Null />}
              </span>
            ) : (
              <Thumbnail key={row} column={column} row={row} width={88} height={66} />
            )}
            <span class="dv-film-caption">
              <span>{formatCount(at + 1)}</span>
              {(typeof value === "number" || typeof value === "bigint") && <span>{formatNumber(value)}</span>}
            </span>
          </button>
        );
      })}
    </nav>
  );
}
