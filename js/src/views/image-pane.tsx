import { effect, type Signal, signal } from "@preact/signals";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { legendOf } from "../overlays";
import { pixelRatioOf } from "../panels/image";
import type { Scene, ShownBox } from "../panels/paint";
import { type Camera, FITTED, panBy, type Size, zoomAt } from "../pixels/camera";
import { paletteOf } from "../pixels/colors";
import type { Thumbnail } from "../thumbnails";
import type { ColumnInfo } from "../wire";
import { useView } from "./context";
import { Swatch } from "./overlay-controls";
import { drawOverlay, drawPhoto, type Tag, type Tip, whatIsAt } from "./pane-drawing";
import "./image-pane.css";

/** A picture and whether it is the original or, while that is on its way, its thumbnail. */
export interface PaneProps {
  column: ColumnInfo;
  picture: Thumbnail | null;
  /** Name for screen readers. */
  name: string;
  row: number;
  camera: Signal<Camera>;
  /** Size of the pane in CSS pixels, told by the pane. */
  size: Signal<Size>;
  /** Set while the overlays are to be out of the way. */
  isBare: Signal<boolean>;
  hasLabels: Signal<boolean>;
  /** Told by the pane: label of the class under the pointer. */
  lit: Signal<string | null>;
}

/** While the hand moves, large panes are drawn at one pixel per CSS pixel, and sharpened when it rests. */
const REST_MS = 120;
/** Turns of the wheel closer together than this are one gesture. */
const GESTURE_MS = 400;

/** One picture with its overlays. Wheel zooms at the pointer, drag pans, double click fits, pointing names what is there. */
export function ImagePane({ column, picture, name, row, camera, size, isBare, hasLabels, lit }: PaneProps) {
  const view = useView();
  const root = useRef<HTMLDivElement>(null);
  const photo = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  const own = useMemo(
    () => ({
      tags: signal<Tag[]>([]),
      tip: signal<Tip | null>(null),
      /** The box under the pointer. */
      box: signal<ShownBox["box"] | null>(null),
      isMoving: signal(false),
    }),
    [],
  );

  useLayoutEffect(() => {
    const el = root.current;
    if (!el) return;
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = el;
      const { width: w, height: h } = size.peek();
      if (w !== width || h !== height) size.value = { width, height };
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(el);
    return () => observer.disconnect();
  }, [size]);

  // Drawing follows signals and is done once per frame, however many of them change.
  useLayoutEffect(() => {
    const el = root.current;
    if (!el) return;
    if (!picture) {
      // What the canvases hold belongs to another row.
      for (const canvas of [photo.current, overlay.current]) if (canvas) canvas.width = 0;
      own.tags.value = [];
      return;
    }
    let frame = 0;
    let isFirst = true;
    const stop = effect(() => {
      const scene: Scene = {
        column,
        legend: legendOf(view).value,
        palette: paletteOf(el),
        overlays: view.overlays.value,
        raised: view.hoverClass.value,
      };
      const pane = size.value;
      const at = camera.value;
      const ratio = pixelRatioOf(view).value;
      const overlayRatio = own.isMoving.value ? Math.min(1, ratio) : ratio;
      const pointed = own.box.value;
      const withTags = hasLabels.value;
      const draw = () => {
        drawPhoto(photo.current, picture, at, pane, ratio);
        own.tags.value = drawOverlay(
          overlay.current,
          picture,
          at,
          pane,
          scene,
          overlayRatio,
          pointed,
          withTags,
        );
      };
      cancelAnimationFrame(frame);
      if (isFirst) draw();
      else frame = requestAnimationFrame(draw);
      isFirst = false;
    });
    return () => {
      stop();
      cancelAnimationFrame(frame);
    };
  }, [view, column, picture]);

  useLayoutEffect(() => {
    const el = root.current;
    if (!el || !picture) return;
    const abort = new AbortController();
    const options = { signal: abort.signal };
    let rest: ReturnType<typeof setTimeout> | undefined;
    const move = (to: Camera) => {
      own.isMoving.value = true;
      camera.value = to;
      clearTimeout(rest);
      rest = setTimeout(() => {
        own.isMoving.value = false;
      }, REST_MS);
    };
    const local = (event: MouseEvent) => {
      const { left, top } = el.getBoundingClientRect();
      return { x: event.clientX - left, y: event.clientY - top };
    };
    const point = (event: PointerEvent | null) => {
      const found = event && pointedAt(picture, local(event), camera.peek(), size.peek());
      own.tip.value = found?.tip ?? null;
      own.box.value = found?.box ?? null;
      lit.value = found?.tip?.lines.at(-1)?.label ?? null;
    };
    const pointedAt = (drawn: Thumbnail, p: { x: number; y: number }, at: Camera, pane: Size) => {
      const scene = {
        column,
        legend: legendOf(view).peek(),
        palette: paletteOf(el),
        overlays: view.overlays.peek(),
        raised: null,
      };
      return whatIsAt(drawn, p, at, pane, scene);
    };

    let zoomedAt = Number.NEGATIVE_INFINITY;
    el.addEventListener(
      "wheel",
      (event) => {
        const step = event.deltaMode === 1 ? event.deltaY * 16 : event.deltaY;
        // Nothing left to zoom out of: the wheel scrolls the notebook, but not within the same gesture.
        const isResting = event.timeStamp - zoomedAt > GESTURE_MS;
        if (step > 0 && camera.peek().zoom <= 1 && isResting) return;
        zoomedAt = event.timeStamp;
        event.preventDefault();
        const { x, y } = local(event);
        move(zoomAt(camera.peek(), Math.exp(-step * 0.002), x, y, picture, size.peek()));
        point(null);
      },
      { ...options, passive: false },
    );
    let last: { x: number; y: number } | null = null;
    el.addEventListener(
      "pointerdown",
      (event) => {
        if (event.button !== 0) return;
        last = local(event);
        el.setPointerCapture(event.pointerId);
      },
      options,
    );
    el.addEventListener(
      "pointermove",
      (event) => {
        if (!last) return point(event);
        const p = local(event);
        move(panBy(camera.peek(), p.x - last.x, p.y - last.y, picture, size.peek()));
        last = p;
        point(null);
      },
      options,
    );
    const letGo = () => {
      last = null;
    };
    el.addEventListener("pointerup", letGo, options);
    el.addEventListener("pointercancel", letGo, options);
    el.addEventListener("pointerleave", () => point(null), options);
    el.addEventListener(
      "dblclick",
      () => {
        camera.value = FITTED;
      },
      options,
    );
    return () => {
      abort.abort();
      clearTimeout(rest);
      own.isMoving.value = false;
      own.tip.value = null;
      own.box.value = null;
      lit.value = null;
    };
  }, [view, column, picture]);

  const tip = own.tip.value;
  return (
    <div ref={root} class={`dv-pane ${isBare.value ? "dv-is-bare" : ""}`}>
      <canvas ref={photo} role="img" aria-label={name} data-row={row} data-column={column.name} />
      <div class="dv-pane-marks" aria-hidden="true">
        <canvas ref={overlay} />
        {own.tags.value.map(({ rect, text, shown, isDim }) => {
          const names = [
            "dv-box-tag",
            shown.isTruth && shown.line !== "solid" && "dv-box-tag-truth",
            isDim && "dv-is-dim",
          ];
          return (
            <span
              key={`${shown.group}/${rect.x}/${rect.y}`}
              class={names.filter(Boolean).join(" ")}
              style={{
                transform: `translate(${Math.round(rect.x)}px, ${Math.round(rect.y)}px)`,
                width: `${Math.ceil(rect.w)}px`,
                "--dv-c": shown.color.css,
                "--dv-on": shown.color.ink,
              }}
            >
              {text}
            </span>
          );
        })}
        {tip && <TipTag tip={tip} pane={size.value} />}
      </div>
    </div>
  );
}

function TipTag({ tip, pane }: { tip: Tip; pane: Size }) {
  const view = useView();
  const { byLabel } = legendOf(view).value;
  const el = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (!el.current) return;
    const { offsetWidth: w, offsetHeight: h } = el.current;
    const x = tip.x + 14 + w < pane.width ? tip.x + 14 : Math.max(0, tip.x - 14 - w);
    const y = Math.min(pane.height - h - 4, tip.y + 14);
    el.current.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
  });
  return (
    <div ref={el} class="dv-pane-tip">
      {tip.lines.map(({ label, note }) => {
        const entry = byLabel.get(label);
        return (
          <span key={note}>
            {entry && <Swatch entry={entry} />}
            <b>{label}</b>
            {note && <small>{note}</small>}
          </span>
        );
      })}
    </div>
  );
}
