import { useLayoutEffect, useRef } from "preact/hooks";
import { type Camera, originOf, panBy, type Size, scaleOf } from "../pixels/camera";
import type { Thumbnail } from "../thumbnails";
import type { ViewerState } from "./viewer-state";

const MOST = { width: 96, height: 72 };
const SHOWN_FROM = 1.02;

/** Where in the picture the panes look, while they show a part of it; a press or a drag moves there. */
export function MiniMap({ picture, state }: { picture: Thumbnail; state: ViewerState }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const camera = state.camera.value;
  const pane = state.size.value;
  const isShown = camera.zoom > SHOWN_FROM && pane.width > 0;
  const fit = Math.min(MOST.width / picture.width, MOST.height / picture.height);
  const [width, height] = [Math.round(picture.width * fit), Math.round(picture.height * fit)];
  useLayoutEffect(() => {
    const el = canvas.current;
    if (!el) return;
    el.width = width * 2;
    el.height = height * 2;
    const ctx = el.getContext("2d");
    if (ctx) ctx.imageSmoothingQuality = "high";
    ctx?.drawImage(picture.photo, 0, 0, el.width, el.height);
  }, [picture.photo, isShown, width, height]);
  if (!isShown) return null;
  const move = (event: PointerEvent) => {
    const { left, top } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const x = (event.clientX - left) / width;
    const y = (event.clientY - top) / height;
    state.camera.value = lookAt(camera, x, y, picture, pane);
  };
  const origin = originOf(camera, picture, pane);
  const scale = scaleOf(camera, picture, pane);
  const [x0, y0] = [Math.max(0, origin.x * fit), Math.max(0, origin.y * fit)];
  return (
    <div
      class="dv-map"
      title="Where you are. Press to move there"
      aria-hidden="true"
      data-own-pointer
      style={{ width: `${width}px`, height: `${height}px` }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        move(event);
      }}
      onPointerMove={(event) => event.buttons > 0 && move(event)}
    >
      <canvas ref={canvas} />
      <i
        style={{
          left: `${x0}px`,
          top: `${y0}px`,
          width: `${Math.min(width - x0, (pane.width / scale) * fit)}px`,
          height: `${Math.min(height - y0, (pane.height / scale) * fit)}px`,
        }}
      />
    </div>
  );
}

/** The camera with a place of the picture in its middle, as far as the rim lets it. */
export function lookAt(camera: Camera, x: number, y: number, picture: Size, pane: Size): Camera {
  return panBy({ ...camera, x, y }, 0, 0, picture, pane);
}
