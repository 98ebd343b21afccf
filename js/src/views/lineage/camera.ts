/** What of a picture is in sight: a point of the picture at (0, 0) of the pane stands at (x, y), `zoom` times as large. */
export interface Camera {
  x: number;
  y: number;
  zoom: number;
}

export interface Size {
  width: number;
  height: number;
}

export interface Rect {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export const MOST_ZOOM = 3;
/** Below this what stands on a node cannot be read, and a picture that does not fit is scrolled instead. */
const READABLE = 0.75;
/** Room around the picture, for the heads above and what stands below. */
const MARGIN = { left: 16, right: 16, top: 36, bottom: 52 };
/** So much of a picture stays in sight however far it is moved. */
const KEPT = 48;

/** The zoom at which all is in sight. */
export function fittingZoom(picture: Size, pane: Size): number {
  const width = Math.max(1, pane.width - MARGIN.left - MARGIN.right);
  const height = Math.max(1, pane.height - MARGIN.top - MARGIN.bottom);
  return Math.min(1, width / Math.max(1, picture.width), height / Math.max(1, picture.height));
}

export const leastZoom = (picture: Size, pane: Size): number => Math.min(0.5, fittingZoom(picture, pane));

/** All in sight, in the middle. */
export function fitted(picture: Size, pane: Size, zoom = fittingZoom(picture, pane)): Camera {
  const room = {
    width: pane.width - MARGIN.left - MARGIN.right,
    height: pane.height - MARGIN.top - MARGIN.bottom,
  };
  return {
    x: MARGIN.left + Math.max(0, (room.width - picture.width * zoom) / 2),
    y: MARGIN.top + Math.max(0, (room.height - picture.height * zoom) / 2),
    zoom,
  };
}

/** What is seen first: all of it while that can be read, else as much as can be, with `centre` in the middle. */
export function first(picture: Size, pane: Size, centre: { x: number; y: number } | null): Camera {
  const all = fittingZoom(picture, pane);
  if (all >= READABLE) return fitted(picture, pane, all);
  const wide = fittingZoom({ ...picture, height: 1 }, pane);
  const zoom = wide >= READABLE ? wide : 1;
  const start = fitted(picture, pane, zoom);
  if (!centre) return start;
  const moved = { ...start, y: pane.height / 2 - centre.y * zoom };
  if (wide < READABLE) moved.x = pane.width / 2 - centre.x * zoom;
  return held(moved, picture, pane, true);
}

/** A camera that keeps the picture in sight; `isTight` leaves no more room at the ends than there has to be. */
export function held(camera: Camera, picture: Size, pane: Size, isTight = false): Camera {
  const clamp = (value: number, size: number, room: number, before: number, after: number) => {
    if (!isTight) return Math.max(KEPT - size, Math.min(room - KEPT, value));
    if (size + before + after <= room) return before + (room - before - after - size) / 2;
    return Math.max(room - after - size, Math.min(before, value));
  };
  return {
    x: clamp(camera.x, picture.width * camera.zoom, pane.width, MARGIN.left, MARGIN.right),
    y: clamp(camera.y, picture.height * camera.zoom, pane.height, MARGIN.top, MARGIN.bottom),
    zoom: camera.zoom,
  };
}

/** Larger or smaller by a factor, with what is at (x, y) of the pane staying there. */
export function zoomedAt(
  camera: Camera,
  factor: number,
  x: number,
  y: number,
  picture: Size,
  pane: Size,
): Camera {
  const zoom = Math.max(leastZoom(picture, pane), Math.min(MOST_ZOOM, camera.zoom * factor));
  const scale = zoom / camera.zoom;
  return held({ x: x - (x - camera.x) * scale, y: y - (y - camera.y) * scale, zoom }, picture, pane);
}

/** The part of the picture that is in sight, and `margin` px of the pane around it. */
export function inSight({ x, y, zoom }: Camera, pane: Size, margin = 0): Rect {
  return {
    left: (-margin - x) / zoom,
    top: (-margin - y) / zoom,
    right: (pane.width + margin - x) / zoom,
    bottom: (pane.height + margin - y) / zoom,
  };
}

/** The least move that brings a box into sight. */
export function showing(
  camera: Camera,
  box: { x: number; y: number; width: number; height: number },
  pane: Size,
): Camera {
  const { zoom } = camera;
  const shift = (at: number, from: number, to: number, room: number, before: number, after: number) => {
    const [start, end] = [at + from * zoom, at + to * zoom];
    if (start < before) return at + before - start;
    if (end > room - after) return at - Math.min(end - (room - after), start - before);
    return at;
  };
  return {
    x: shift(camera.x, box.x, box.x + box.width, pane.width, MARGIN.left, MARGIN.right),
    y: shift(camera.y, box.y, box.y + box.height, pane.height, MARGIN.top, MARGIN.bottom),
    zoom,
  };
}
