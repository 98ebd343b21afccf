import { Icon } from "../controls/icon";
import { formatCompact, formatCount } from "../format";
import { useView } from "../views/context";
import type { ColumnInfo } from "../wire";
import { nameOf } from "./any-file";
import { kindOf } from "./kinds";
import { type CellStills, useStills } from "./stills";
import "./media-cell.css";

/** Least width of one of several stills, in CSS pixels. */
const NARROWEST_PX = 56;
const GAP_PX = 4;
const CAPTION_PX = 20;

export interface MediaStillsProps {
  column: Pick<ColumnInfo, "name">;
  /** Row id. */
  row: number;
  /** Room for all of the cell's media, in CSS pixels. */
  width: number;
  height: number;
  isLarge?: boolean;
  /** Whether captions stand under what has one. */
  isCaptioned?: boolean;
  /** The one medium to show, by its place in the cell; all that have room unless given. */
  only?: number;
}

/** What a cell holds, small: one medium, or as many of a list as have room, with their count. */
export function MediaStills(props: MediaStillsProps) {
  const { column, row, width, height, only } = props;
  const state = useStills(column.name, row, { width, height }, only);
  const room = { width: `${width}px`, height: `${height}px` };
  return (
    <span
      class="dv-media"
      data-status={state.status}
      style={room}
      aria-busy={state.status === "waiting" ? "true" : undefined}
    >
      {state.status === "failed" && <Broken message={state.message} width={width} />}
      {state.status === "ready" && <Stills {...props} cell={state.picture} />}
    </span>
  );
}

function Stills(props: MediaStillsProps & { cell: CellStills }) {
  const { column, row, width, height, isLarge = false, isCaptioned, only, cell } = props;
  const view = useView();
  const chosen = only === undefined ? cell.items : cell.items.filter(({ index }) => index === only);
  if (chosen.length === 0) {
    return <span class="dv-quiet">{cell.count === 0 ? "empty list" : `${cell.count} files`}</span>;
  }
  const fitting = Math.max(
    1,
    Math.floor((width + GAP_PX) / (Math.max(NARROWEST_PX, height * 0.75) + GAP_PX)),
  );
  const shown = chosen.slice(0, fitting);
  const each = Math.floor((width + GAP_PX) / shown.length - GAP_PX);
  const count = only === undefined ? cell.count : 1;
  return (
    <>
      {shown.map((item) => {
        const { Still } = kindOf(item.type);
        return (
          <span
            key={item.index}
            class="dv-media-one"
            data-item={item.index}
            title={item.caption ?? undefined}
          >
            {item.error ? (
              <Broken message={item.error} width={each} name={nameOf(item)} />
            ) : (
              <Still
                item={item}
                source={{ view, column: column.name, row, index: item.index }}
                width={each}
                height={isCaptioned && item.caption ? height - CAPTION_PX : height}
                isLarge={isLarge}
              />
            )}
            {isCaptioned && item.caption && <span class="dv-media-caption dv-text">{item.caption}</span>}
          </span>
        );
      })}
      {count > shown.length && (
        <span class="dv-media-count" title={`${formatCount(count)} in this cell`}>
          {formatCompact(count)}
        </span>
      )}
    </>
  );
}

/** A file that cannot be shown: the sentence where there is room, else as the tooltip of a sign. */
function Broken({ message, width, name = "" }: { message: string; width: number; name?: string }) {
  const hasWords = width >= 120;
  return (
    <span class="dv-media-broken" role="img" aria-label={`${name} ${message}`.trim()} title={message}>
      <Icon name="missing" size={14} />
      {hasWords && <span>{message}</span>}
    </span>
  );
}
