import { useLayoutEffect, useMemo, useState } from "preact/hooks";
import { pixelRatioOf } from "../panels/image";
import { decodePhoto, ThumbnailCache, type ThumbnailState, thumbnailSize } from "../thumbnails";
import { useView, type ViewContext } from "../views/context";
import { StillsAhead } from "./stills-ahead";
import type { StillData, StillsItem } from "./wire";

/** One medium of a cell with its still, ready to draw. */
export interface StillItem extends Omit<StillData, "data" | "still"> {
  /** A picture; pairs of least and greatest, -127 to 127; an excerpt; null where nothing can be drawn. */
  still: HTMLImageElement | Int8Array | string | null;
}

/** The media of a cell that have come. */
export interface CellStills {
  /** How many the cell has; there may be fewer stills. */
  count: number;
  items: StillItem[];
}

/** Stills that are asked for at once of one cell. */
export const PAGE = 12;

type Cache = ThumbnailCache<CellStills, StillsItem>;

interface Followed {
  /** The cell that it was asked for. */
  from: object;
  state: ThumbnailState<CellStills>;
}

const WAITING: ThumbnailState<CellStills> = { status: "waiting" };

/** By view, then by the place in its cell of the first still. */
const caches = new WeakMap<ViewContext["channel"], Map<number, Cache>>();

function cacheOf({ channel }: Pick<ViewContext, "channel">, start: number): Cache {
  const ofView = caches.get(channel) ?? new Map<number, Cache>();
  caches.set(channel, ofView);
  let cache = ofView.get(start);
  if (!cache) {
    cache = new ThumbnailCache(channel, decodeStills, (params, gone) =>
      channel.ask("stills", start === 0 ? params : { ...params, start }, gone),
    );
    ofView.set(start, cache);
  }
  return cache;
}

/** By the rows that a view looks at. */
const looking = new WeakMap<ViewContext["rows"], StillsAhead>();

function aheadOf({ rows }: Pick<ViewContext, "rows">): StillsAhead {
  const found = looking.get(rows) ?? new StillsAhead(rows);
  looking.set(rows, found);
  return found;
}

/** Ask for stills anew from now on: a file that could not be read may be there again. */
export function forgetStills({ channel }: Pick<ViewContext, "channel">): void {
  caches.delete(channel);
}

/** Follow the stills of a cell that is drawn in so much room, in CSS pixels: those of the page that has item `index`. They
 * wait while no row is known. */
export function useStills(
  column: string,
  row: number | null,
  { width, height }: { width: number; height: number },
  index = 0,
): ThumbnailState<CellStills> {
  const view = useView();
  const size = thumbnailSize(width, height, pixelRatioOf(view).value);
  const start = index - (index % PAGE);
  const of = useMemo(() => ({ column, row, start }), [view, column, row, start]);
  const [{ from, state }, setState] = useState<Followed>({ from: of, state: WAITING });
  useLayoutEffect(() => {
    if (row === null) return;
    const used = cacheOf(view, start).use(column, row, size);
    const stop = used.state.subscribe((state) => setState({ from: of, state }));
    const stopAhead =
      start === 0
        ? aheadOf(view).follow(`${size}/${column}`, (row) => cacheOf(view, 0).use(column, row, size).release)
        : undefined;
    return () => {
      stop();
      used.release();
      stopAhead?.();
    };
  }, [of, size]);
  // What came for another cell is not this one's.
  return from === of ? state : WAITING;
}

async function decodeStills(item: StillsItem, buffers: Uint8Array[]): Promise<CellStills> {
  const items = await Promise.all(item.stills.map((still) => decodeStill(still, buffers)));
  return { count: item.count, items };
}

async function decodeStill(
  { data, still: mime, ...item }: StillData,
  buffers: Uint8Array[],
): Promise<StillItem> {
  const bytes = buffers[data];
  if (!bytes || mime === null) return { ...item, still: null };
  try {
    return { ...item, still: await decoded(bytes, mime) };
  } catch {
    return { ...item, still: null, error: item.error ?? `The browser cannot draw its still (${mime}).` };
  }
}

function decoded(bytes: Uint8Array, mime: string): StillItem["still"] | Promise<HTMLImageElement> {
  if (mime.startsWith("image/")) return decodePhoto(bytes, mime);
  if (mime === "application/x-peaks") return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  return new TextDecoder().decode(bytes);
}
