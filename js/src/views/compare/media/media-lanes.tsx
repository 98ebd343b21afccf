import { MediaThumbnail } from "../../../panels/media";
import { Null } from "../../../panels/nothing";
import { type CellProps, type Panel, panelFor } from "../../../panels/registry";
import { isMedia } from "../../../panels/visual";
import type { ColumnInfo } from "../../../wire";
import { useCompare } from "../compare-state";
import { LaneMark, sideClass, sideNames } from "../lane";
import { isLaneColumn, type Lane } from "../merged-columns";
import { missingWords } from "../words";
import { isOneMedium } from "./one-medium";
import "./media-lanes.css";

const PADDING_PX = 8;
const GAP_PX = 8;
/** The line with the table's mark over each. */
const MARK_PX = 18;
const NARROWEST_PX = 96;
const WIDEST_PX = 160;
/** Tables in one line; with more, they stand in two. */
const MOST_IN_LINE = 4;

/** The media of a row, those of the tables beside each other; what all tables have is shown once. */
function MediaLanes({ column, value, row, position, width, height }: CellProps) {
  const state = useCompare();
  if (!isLaneColumn(column)) return null;
  const lanes = value as Lane[];
  const names = sideNames(state.about.value?.sides ?? []);
  const isOne = isOneMedium(lanes);
  const shown = isOne ? lanes.slice(0, 1) : lanes;
  const lines = shown.length > MOST_IN_LINE ? 2 : 1;
  const across = Math.ceil(shown.length / lines);
  const each = isOne
    ? Math.min(width - 2 * PADDING_PX, WIDEST_PX)
    : Math.floor((width - 2 * PADDING_PX + GAP_PX) / across) - GAP_PX;
  const room = Math.floor((height - PADDING_PX - 1) / lines) - MARK_PX;
  const open = (event: Event) => {
    if (position === undefined) return;
    const item = (event.target as Element).closest<HTMLElement>("[data-item]")?.dataset.item;
    state.viewer.value = { column: column.name, position, ...(item ? { item: +item } : {}) };
  };
  return (
    <span class="dv-media-lanes" style={{ gridTemplateColumns: `repeat(${isOne ? 1 : across}, ${each}px)` }}>
      {shown.map((lane, side) => {
        const part = column.parts[side];
        return (
          <span key={side} class={`dv-media-lane ${sideClass(side)}`}>
            <span class="dv-media-lane-mark">
              {isOne ? (
                <>
                  {lanes.map((_, at) => (
                    <LaneMark key={at} side={at} />
                  ))}
                  <small>same</small>
                </>
              ) : (
                <LaneMark side={side} label={names[side] ?? ""} />
              )}
            </span>
            {lane.missing !== null || !part ? (
              <span class="dv-lane-none">{missingWords(state, lane.missing ?? "column", side)}</span>
            ) : lane.value === null ? (
              <Null />
            ) : (
              // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/noStaticElementInteractions: Enter on the cell opens it
              <span class="dv-media-lane-open" onClick={open}>
                <MediaThumbnail column={part} row={row} width={each} height={room} />
              </span>
            )}
          </span>
        );
      })}
    </span>
  );
}

const linesOf = (column: ColumnInfo) => (isLaneColumn(column) && column.parts.length > MOST_IN_LINE ? 2 : 1);

/** How high the media of one table are, as its own panel says. */
function heightOf(column: ColumnInfo): number {
  if (!isLaneColumn(column)) return 0;
  const parts = column.parts.filter((part) => part !== null);
  const own = Math.max(...parts.map((part) => panelFor(part, "media").heightOf?.(part) ?? 0));
  return (own - PADDING_PX + MARK_PX) * linesOf(column) + PADDING_PX + 1;
}

export const mediaLanes: Panel = {
  name: "lane-media",
  label: "Media",
  icon: "image",
  ofLanes: true,
  accepts: (column) => isMedia(column) && isLaneColumn(column),
  Cell: MediaLanes,
  align: "panel",
  heightOf,
  width: (column) => {
    if (!isLaneColumn(column)) return 0;
    const [part] = column.parts.filter((each) => each !== null);
    const own = part ? panelFor(part, "media").width(part, []) : NARROWEST_PX;
    const each = Math.max(NARROWEST_PX, Math.min(own, WIDEST_PX));
    return Math.ceil(column.parts.length / linesOf(column)) * (each + GAP_PX) - GAP_PX + 2 * PADDING_PX;
  },
};
