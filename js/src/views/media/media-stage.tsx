import type { Signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../controls/button";
import { Icon } from "../../controls/icon";
import { formatCount } from "../../format";
import { formatBytes } from "../../media/any-file";
import { kindOf, type ViewerProps } from "../../media/kinds";
import { forgetStills, type StillItem, useStills } from "../../media/stills";
import type { Row } from "../../rows";
import type { ColumnInfo } from "../../wire";
import { useView } from "../context";
import { Contained } from "./contained";
import { MediaItems } from "./media-items";

/** Room that an open medium takes at most, in CSS pixels and as a share of the window. */
const TALLEST = { px: 560, share: 0.64 };
const SHORTEST_PX = 240;

export interface MediaStageProps {
  column: ColumnInfo;
  /** The open row, once it is here. */
  row: Row | undefined;
  /** The item of its list that is shown; a row that has fewer shows its last. */
  item: Signal<number>;
  /** How many the row has; the stage tells. */
  items: Signal<number>;
  keys: ViewerProps["keys"];
  /** Why there is nothing to show, where that is known. */
  gone?: string | null;
}

/** Whether a row's cell is written empty, or not there at all. */
export function hasNoMedium(row: Row, column: string): boolean {
  return row.has(column) && (row.cell(column) ?? null) === null;
}

/** The open medium as large as the view, what is said of it, and the others of its list. */
export function MediaStage({ column, row, item, items, keys, gone = null }: MediaStageProps) {
  const view = useView();
  const stage = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [attempt, setAttempt] = useState(0);
  useLayoutEffect(() => {
    const el = stage.current;
    if (!el) return;
    const measure = () => setWidth(el.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(el);
    return () => observer.disconnect();
  }, []);
  const height = Math.max(SHORTEST_PX, Math.min(TALLEST.px, Math.round(TALLEST.share * window.innerHeight)));
  const room = { width, height };
  return (
    <div class="dv-media-stage">
      <div ref={stage} class="dv-media-room">
        {width > 0 &&
          (gone !== null ? (
            <p class="dv-media-none" style={{ height: `${height}px` }}>
              {gone}
            </p>
          ) : row === undefined || !row.has(column.name) ? (
            <Waiting height={height} />
          ) : hasNoMedium(row, column.name) ? (
            <p class="dv-media-none" style={{ height: `${height}px` }}>
              Row {formatCount(row.id + 1)} has nothing in {column.name}.
            </p>
          ) : (
            <OpenItem
              key={`${row.id} ${attempt}`}
              column={column}
              row={row.id}
              item={item}
              items={items}
              room={room}
              keys={keys}
              onRetry={() => {
                forgetStills(view);
                setAttempt(attempt + 1);
              }}
            />
          ))}
      </div>
    </div>
  );
}

interface OpenItemProps extends Pick<MediaStageProps, "column" | "item" | "items" | "keys"> {
  /** Row id. */
  row: number;
  room: { width: number; height: number };
  onRetry(): void;
}

function OpenItem({ column, row, item, items, keys, room, onRetry }: OpenItemProps) {
  const last = Math.max(0, items.value - 1);
  const index = Math.min(item.value, last);
  const state = useStills(column.name, row, room, index);
  const count = state.status === "ready" ? state.picture.count : null;
  useEffect(() => {
    if (count !== null) items.value = count;
  }, [count]);
  useEffect(
    () => () => {
      keys.current = null;
    },
    [keys],
  );
  if (state.status === "failed")
    return <Failed message={state.message} height={room.height} onRetry={onRetry} />;
  const found =
    state.status === "ready" ? state.picture.items.find((each) => each.index === index) : undefined;
  const pick = (to: number) => {
    item.value = to;
  };
  if (count === 0) {
    return (
      <p class="dv-media-none" style={{ height: `${room.height}px` }}>
        The list in row {formatCount(row + 1)} is empty.
      </p>
    );
  }
  return (
    <>
      {count !== null && count > 1 && (
        <MediaItems column={column} row={row} count={count} index={index} onPick={pick} />
      )}
      {found === undefined ? (
        <Waiting height={room.height} />
      ) : found.error ? (
        <Failed message={found.error} height={room.height} onRetry={onRetry} />
      ) : (
        <Shown
          key={index}
          found={found}
          column={column}
          row={row}
          room={room}
          keys={keys}
          onRetry={onRetry}
        />
      )}
      {found && <Said item={found} count={count ?? 1} />}
    </>
  );
}

interface ShownProps extends Pick<OpenItemProps, "column" | "row" | "room" | "keys" | "onRetry"> {
  found: StillItem;
}

function Shown({ found, column, row, room, keys, onRetry }: ShownProps) {
  const view = useView();
  const { Viewer } = kindOf(found.type);
  const source = { view, column: column.name, row, index: found.index };
  return (
    <Contained failed={(message) => <Failed message={message} height={room.height} onRetry={onRetry} />}>
      <Viewer item={found} source={source} {...room} keys={keys} />
    </Contained>
  );
}

/** The caption of the open medium, and what kind of file it is. */
function Said({ item, count }: { item: StillItem; count: number }) {
  const { width, height, depth } = item.facts;
  // What has a depth is measured in its own units, and not in pixels.
  const isFlat = depth === undefined && Number.isInteger(width) && Number.isInteger(height);
  const size = isFlat ? `${width} × ${height} · ` : "";
  return (
    <p class="dv-media-said">
      {item.caption && <b title={item.caption}>{item.caption}</b>}
      <span>
        {count > 1 && `${formatCount(item.index + 1)} of ${formatCount(count)} · `}
        {size}
        {item.format} · {formatBytes(item.size)}
      </span>
    </p>
  );
}

function Waiting({ height }: { height: number }) {
  return (
    <div class="dv-media-waiting" style={{ height: `${height}px` }} aria-busy="true">
      <div class="dv-viewer-progress" role="progressbar" aria-label="Loading" />
    </div>
  );
}

function Failed({ message, height, onRetry }: { message: string; height: number; onRetry(): void }) {
  return (
    <div style={{ height: `${height}px` }}>
      <div class="dv-viewer-failure" role="alert">
        <Icon name="missing" size={20} />
        <p>{message}</p>
        <Button look="line" label="Try again" onClick={onRetry} />
      </div>
    </div>
  );
}
