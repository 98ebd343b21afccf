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
export function MediaStage(props: MediaStageProps) {
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
  const onRetry = () => {
    forgetStills(view);
    setAttempt(attempt + 1);
  };
  return (
    <div class="dv-media-stage">
      <div ref={stage} class="dv-media-room">
        {width > 0 && <OpenRow key={attempt} {...props} room={{ width, height }} onRetry={onRetry} />}
      </div>
    </div>
  );
}

interface OpenRowProps extends MediaStageProps {
  room: Room;
  onRetry(): void;
}

/** The item of the open row, or why there is none. A viewer that stays is kept unseen until there is one again. */
function OpenRow({ column, row, item, items, keys, gone = null, room, onRetry }: OpenRowProps) {
  const index = Math.min(item.value, Math.max(0, items.value - 1));
  const none = gone ?? (row && hasNoMedium(row, column.name) ? saidOfNone(row, column) : null);
  const id = none === null && row?.has(column.name) ? row.id : null;
  const state = useStills(column.name, id, room, index);
  const cell = state.status === "ready" ? state.picture : null;
  const count = cell?.count ?? null;
  // Before the tabs are on the screen: a key that is pressed at their sight has to find as many.
  useLayoutEffect(() => {
    if (count !== null) items.value = count;
  }, [count, id]);
  const found = cell?.items.find((each) => each.index === index);
  const open: Open | null = id !== null && found && !found.error ? { found, row: id } : null;
  const last = useRef<Open | null>(null);
  if (open || !(last.current && kindOf(last.current.found.type).stays)) last.current = open;
  const shown = last.current;
  const failure = state.status === "failed" ? state.message : found?.error;
  // Over a viewer that stays, in its room.
  const height = shown ? "100%" : `${room.height}px`;
  const empty = count === 0 && row ? `The list in row ${formatCount(row.id + 1)} is empty.` : none;
  return (
    <>
      {id !== null && count !== null && count > 1 && (
        <MediaItems
          key={id}
          column={column}
          row={id}
          count={count}
          index={index}
          onPick={(to) => {
            item.value = to;
          }}
        />
      )}
      <div class="dv-media-open">
        {shown && (
          <Shown
            key={kindOf(shown.found.type).stays ? shown.found.type : `${shown.row} ${shown.found.index}`}
            {...shown}
            isSeen={open !== null}
            column={column}
            room={room}
            keys={keys}
            onRetry={onRetry}
          />
        )}
        {open === null && (
          <div class={shown ? "dv-media-instead" : ""}>
            {empty !== null ? (
              <p class="dv-media-none" style={{ height }}>
                {empty}
              </p>
            ) : failure ? (
              <Failed message={failure} height={height} onRetry={onRetry} />
            ) : (
              <Waiting height={height} />
            )}
          </div>
        )}
      </div>
      {found && <Said item={found} count={count ?? 1} />}
    </>
  );
}

function saidOfNone(row: Row, column: ColumnInfo): string {
  return `Row ${formatCount(row.id + 1)} has nothing in ${column.name}.`;
}

interface Room {
  width: number;
  height: number;
}

/** An item that can be shown, and the id of its row. */
interface Open {
  found: StillItem;
  row: number;
}

interface ShownProps extends Open, Pick<OpenRowProps, "column" | "room" | "keys" | "onRetry"> {
  /** Whether it is that of the open row. */
  isSeen: boolean;
}

function Shown({ found, row, isSeen, column, room, keys, onRetry }: ShownProps) {
  const view = useView();
  const el = useRef<HTMLDivElement>(null);
  const { Viewer, stays } = kindOf(found.type);
  const own: ViewerProps["keys"] = useRef(null);
  const source = { view, column: column.name, row, index: found.index };
  useEffect(
    () => () => {
      keys.current = null;
    },
    [keys],
  );
  useLayoutEffect(() => {
    // One that stays takes no keys while it is not seen.
    if (stays) keys.current = isSeen ? (event) => own.current?.(event) ?? false : null;
  }, [keys, stays, isSeen]);
  useLayoutEffect(() => {
    const root = el.current?.getRootNode() as Document | ShadowRoot | undefined;
    // What is not seen cannot have the focus, and the keys of the view are to go on.
    if (!isSeen && el.current?.contains(root?.activeElement ?? null)) {
      el.current.closest<HTMLElement>(".dv-viewer")?.focus({ preventScroll: true });
    }
  }, [isSeen]);
  return (
    <div ref={el} class={isSeen ? "" : "is-unseen"}>
      <Contained
        of={found}
        failed={(message) => <Failed message={message} height={`${room.height}px`} onRetry={onRetry} />}
      >
        <Viewer item={found} source={source} {...room} keys={stays ? own : keys} />
      </Contained>
    </div>
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

function Waiting({ height }: { height: string }) {
  return (
    <div class="dv-media-waiting" style={{ height }} aria-busy="true">
      <div class="dv-viewer-progress" role="progressbar" aria-label="Loading" />
    </div>
  );
}

function Failed({ message, height, onRetry }: { message: string; height: string; onRetry(): void }) {
  return (
    <div style={{ height }}>
      <div class="dv-viewer-failure" role="alert">
        <Icon name="missing" size={20} />
        <p>{message}</p>
        <Button look="line" label="Try again" onClick={onRetry} />
      </div>
    </div>
  );
}
