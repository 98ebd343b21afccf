import type { ColumnInfo } from "../wire";
import { AnyThumbnail } from "./media";
import "./gallery.css";

export interface GalleryProps {
  column: ColumnInfo;
  /** Row ids, in order. */
  rowIds: number[];
  columns?: number;
  /** Room for one picture, in CSS pixels. */
  width?: number;
  height?: number;
  onOpen?(row: number): void;
}

/** Pictures of several rows, side by side. */
export function Gallery({ column, rowIds, columns = 3, width = 72, height = 54, onOpen }: GalleryProps) {
  return (
    <ul
      class="dv-gallery"
      aria-label={`Pictures of ${column.name}`}
      style={{ gridTemplateColumns: `repeat(${columns}, ${width}px)` }}
    >
      {rowIds.map((row) => (
        <li key={row}>
          {onOpen ? (
            <button
              type="button"
              class="dv-gallery-open"
              title={`Open row ${row + 1}`}
              onClick={() => onOpen(row)}
            >
              <AnyThumbnail column={column} row={row} width={width} height={height} />
            </button>
          ) : (
            <AnyThumbnail column={column} row={row} width={width} height={height} />
          )}
        </li>
      ))}
    </ul>
  );
}
