import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { prefetchChunk } from "../chunks";
import { Icon } from "../controls/icon";
import { legendOf } from "../overlays";
import { followPixelRatio } from "../pixel-ratio";
import { paletteOf } from "../pixels/colors";
import { samplingOfWhole } from "../pixels/masks";
import {
  decodeThumbnail,
  type Thumbnail as Picture,
  shownPicture,
  ThumbnailCache,
  thumbnailSize,
} from "../thumbnails";
import { useView, type ViewContext } from "../views/context";
import type { ColumnInfo } from "../wire";
import { labelAt } from "./label-at";
import { layPixels, paintMasks, paintPhoto, type Scene, shownBoxes, strokeBoxes } from "./paint";
import "./image.css";

interface Pointed {
  row: number;
  label: string;
}

interface Shared {
  cache: ThumbnailCache;
  pixelRatio: ReadonlySignal<number>;
  /** The class under a pointer that is on a picture: raised in the pictures of that row alone. */
  pointed: ReturnType<typeof signal<Pointed | null>>;
}

const shared = new WeakMap<ViewContext["channel"], Shared>();

function sharedOf({ channel, signal: gone }: Pick<ViewContext, "channel" | "signal">): Shared {
  let entry = shared.get(channel);
  if (!entry) {
    entry = {
      cache: new ThumbnailCache(channel, decodeThumbnail),
      pixelRatio: followPixelRatio(gone),
      pointed: signal<Pointed | null>(null),
    };
    shared.set(channel, entry);
  }
  return entry;
}

/** Thumbnails of a view, shared by all that shows them. */
export function thumbnailsOf(view: ViewContext): ThumbnailCache {
  return sharedOf(view).cache;
}

/** Screen pixels per CSS pixel. */
export function pixelRatioOf(view: ViewContext): ReadonlySignal<number> {
  return sharedOf(view).pixelRatio;
}

export interface ThumbnailProps {
  column: ColumnInfo;
  /** Row id. */
  row: number;
  /** Room for the picture, in CSS pixels: it is shown whole, as large as fits. */
  width: number;
  height: number;
  class?: string;
}

type Shown =
  | { status: "waiting" }
  | { status: "ready"; name: string }
  | { status: "failed"; message: string };

/** Pointing shorter than this is passing by. */
const DWELL_MS = 120;

/** A small picture with its masks and boxes. Follows the overlays without asking Python. */
export function Thumbnail({ column, row, width, height, class: extra }: ThumbnailProps) {
  const view = useView();
  const canvas = useRef<HTMLCanvasElement>(null);
  const picture = useRef<Picture | null>(null);
  const pixelRatio = pixelRatioOf(view).value;
  const [shown, setShown] = useState<Shown>({ status: "waiting" });
  const [tip, setTip] = useState<string | null>(null);

  useLayoutEffect(() => {
    const el = canvas.current;
    if (!el) return;
    const { cache, pointed } = sharedOf(view);
    const { state, release } = cache.use(column.name, row, thumbnailSize(width, height, pixelRatio));
    const legend = legendOf(view);
    const raised: ReadonlySignal<string | null> = computed(
      () => view.hoverClass.value ?? (pointed.value?.row === row ? pointed.value.label : null),
    );
    const stop = effect(() => {
      const { value } = state;
      if (value.status !== "ready") {
        picture.current = null;
        setShown(value);
        return;
      }
      const drawn = shownPicture(value.picture, column);
      picture.current = drawn;
      const { value: overlays } = view.overlays;
      const scene = { column, legend: legend.value, palette: paletteOf(el), overlays, raised: raised.value };
      drawThumbnail(el, drawn, scene, width, height, pixelRatio);
      prefetchChunk(view, "pictures", el);
      setShown({ status: "ready", name: drawn.caption || `picture of row ${row + 1}` });
    });
    return () => {
      stop();
      release();
    };
  }, [view, column, row, width, height, pixelRatio]);

  const dwell = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const point = (label: string | null) => {
    const { pointed } = sharedOf(view);
    clearTimeout(dwell.current);
    const raise = () => {
      const { value } = pointed;
      if (value?.row !== row || value.label !== label) pointed.value = label === null ? null : { row, label };
      setTip(label);
    };
    if (label === null || pointed.peek()?.row === row) raise();
    else dwell.current = setTimeout(raise, DWELL_MS);
  };
  useLayoutEffect(
    () => () => {
      clearTimeout(dwell.current);
      const { pointed } = sharedOf(view);
      if (pointed.peek()?.row === row) pointed.value = null;
    },
    [view, row],
  );

  const onPointerMove = (event: PointerEvent) => {
    const el = canvas.current;
    if (!el || !picture.current || event.pointerType !== "mouse") return;
    const { left, top, width: w, height: h } = el.getBoundingClientRect();
    const scene = { column, legend: legendOf(view).peek(), overlays: view.overlays.peek() };
    point(labelAt(picture.current, (event.clientX - left) / w, (event.clientY - top) / h, scene));
  };

  const entry = tip === null ? undefined : legendOf(view).peek().byLabel.get(tip);
  return (
    <span
      class={`dv-thumb ${extra ?? ""}`}
      data-status={shown.status}
      style={{ width: `${width}px`, height: `${height}px` }}
    >
      <canvas
        ref={canvas}
        role="img"
        aria-label={shown.status === "ready" ? shown.name : `picture of row ${row + 1}`}
        data-row={row}
        data-column={column.name}
        onPointerMove={onPointerMove}
        onPointerLeave={() => point(null)}
      />
      {shown.status === "failed" && (
        <span class="dv-thumb-failed" role="img" aria-label={shown.message} title={shown.message}>
          <Icon name="missing" />
        </span>
      )}
      {entry && (
        <span class="dv-thumb-tip" aria-hidden="true">
          <i class="dv-swatch" style={{ "--dv-c": entry.css }} />
          {entry.label}
        </span>
      )}
    </span>
  );
}

/** Draw a picture as large as fits into `width` × `height` CSS pixels. */
function drawThumbnail(
  canvas: HTMLCanvasElement,
  picture: Picture,
  scene: Scene,
  width: number,
  height: number,
  pixelRatio: number,
): void {
  const fit = Math.min(width / picture.width, height / picture.height);
  const w = Math.max(1, Math.round(picture.width * fit * pixelRatio));
  const h = Math.max(1, Math.round(picture.height * fit * pixelRatio));
  canvas.width = w;
  canvas.height = h;
  canvas.style.width = `${w / pixelRatio}px`;
  canvas.style.height = `${h / pixelRatio}px`;
  const ctx = canvas.getContext("2d");
  if (!ctx) return;
  paintPhoto(ctx, picture.photo, { x: 0, y: 0, w, h }, w / picture.width);
  if (picture.masks.length > 0) {
    const whole = (mask: Picture["masks"][number]["mask"]) => samplingOfWhole(mask, w, h);
    layPixels(ctx, paintMasks(picture.masks, whole, w, h, scene, { isLarge: false, pixelRatio }), w, h);
  }
  const placement = { left: 0, top: 0, scaleX: w / picture.width, scaleY: h / picture.height };
  const line = Math.min(width, height) < 64 ? 1 : 1.5;
  strokeBoxes(ctx, shownBoxes(picture.boxes, placement, scene), line, pixelRatio, ({ label }) => {
    return scene.raised !== null && label !== scene.raised;
  });
}
