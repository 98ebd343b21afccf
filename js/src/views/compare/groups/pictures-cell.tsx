import { formatCount, formatRows } from "../../../format";
import { AnyThumbnail } from "../../../panels/media";
import { LaneMark } from "../lane";
import { isLaneColumn } from "../merged-columns";
import type { ComparedPictures } from "../wire";
import type { CellOf } from "./cell";
import { shownPictures } from "./gallery-order";
import { openPictures } from "./open-pictures";

const PICTURE_PX = 40;
const GAP_PX = 3;
/** Room for a letter of the number of the others, and before it. */
const LETTER_PX = 7;
const BEFORE_PX = 7;

/** Pictures of a group, those that only one table has in it first, marked with the table. */
export function PicturesCell({ view, group, column, width }: CellOf) {
  const whole = column.column;
  const cell = whole && (group.cells[whole.name] as ComparedPictures | undefined);
  if (!cell || cell.rows.length === 0) return <span class="dv-null">no pictures</span>;
  const more = LETTER_PX * formatCount(cell.total).length + BEFORE_PX;
  const room = Math.max(1, Math.floor((width - more + GAP_PX) / (PICTURE_PX + GAP_PX)));
  const shown = shownPictures(cell.rows, room);
  const names = view.names.value;
  const parts = isLaneColumn(whole) ? whole.parts : [];
  const others = cell.total - shown.length;
  return (
    <span class="dv-cg-pictures">
      {shown.map((picture) => {
        const { row, side, moved } = picture;
        const part = isLaneColumn(whole) ? (parts[side] ?? parts.find((other) => other !== null)) : whole;
        return (
          <button
            key={row}
            type="button"
            tabIndex={-1}
            class="dv-cg-picture"
            title={moved ? `in ${group.label} only in ${names[side]}` : `in ${group.label} in all tables`}
            onClick={() => openPictures(view, whole.name, cell, cell.rows.indexOf(picture))}
          >
            {part && <AnyThumbnail column={part} row={row} width={PICTURE_PX} height={PICTURE_PX} />}
            {moved && (
              <span class="dv-cg-in">
                <LaneMark side={side} label={`only in ${names[side]}`} />
              </span>
            )}
          </button>
        );
      })}
      {others > 0 && (
        <small class="dv-quiet" title={formatRows(cell.total)}>
          +{formatCount(others)}
        </small>
      )}
    </span>
  );
}
