import { Button } from "../../controls/button";
import { formatCount } from "../../format";
import { MediaStills } from "../../media/media-cell";
import { PAGE } from "../../media/stills";
import type { ColumnInfo } from "../../wire";

const THUMB = { width: 66, height: 46 };

export interface MediaItemsProps {
  column: ColumnInfo;
  /** Row id. */
  row: number;
  count: number;
  /** The item that is shown. */
  index: number;
  onPick(index: number): void;
}

/** The items of a list, of which one is open; a page of them where they are many. */
export function MediaItems({ column, row, count, index, onPick }: MediaItemsProps) {
  const start = index - (index % PAGE);
  const shown = Math.min(PAGE, count - start);
  return (
    <div class="dv-media-items">
      {count > PAGE && (
        <Button
          small
          icon="left"
          title="Earlier items"
          disabled={start === 0}
          onClick={() => onPick(start - PAGE)}
        />
      )}
      <div class="dv-media-tabs" role="tablist" aria-label={`Items of ${column.name}`}>
        {Array.from({ length: shown }, (_, k) => {
          const at = start + k;
          return (
            <button
              key={at}
              type="button"
              role="tab"
              class="dv-media-item"
              aria-selected={at === index}
              aria-label={`Item ${formatCount(at + 1)} of ${formatCount(count)}`}
              tabIndex={at === index ? 0 : -1}
              onClick={() => onPick(at)}
            >
              <MediaStills column={column} row={row} only={at} {...THUMB} />
            </button>
          );
        })}
      </div>
      {count > PAGE && (
        <Button
          small
          icon="right"
          title="Later items"
          disabled={start + PAGE >= count}
          onClick={() => onPick(start + PAGE)}
        />
      )}
    </div>
  );
}
