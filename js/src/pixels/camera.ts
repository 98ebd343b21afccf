/** What part of a picture a pane shows. The centre is in fractions of the picture, so that it means the same place in a
 * picture of another size; `zoom` is 1 when the whole picture fits. */
export interface Camera {
  x: number;
  y: number;
  zoom: number;
}

export interface Size {
  width: number;
  height: number;
}

export const FITTED: Camera = { x: 0.5, y: 0.5, zoom: 1 };

const MAX_SCALE = 64;

/** Screen pixels per image pixel when the whole picture is in the pane. */
export function fitScale(picture: Size, pane: Size): number {
  return Math.min(pane.width / picture.width, pane.height / picture.height);
}

/** Screen pixels per image pixel. */
export function scaleOf(camera: Camera, picture: Size, pane: Size): number {
  return fitScale(picture, pane) * camera.zoom;
}

/** The image pixel at the pane's top left corner. */
export function originOf(camera: Camera, picture: Size, pane: Size): { x: number; y: number } {
  const scale = scaleOf(camera, picture, pane);
  return {
    x: camera.x * picture.width - pane.width / scale / 2,
    y: camera.y * picture.height - pane.height / scale / 2,
  };
}

/** Zoom by a factor, keeping what is under the pane's point (x, y) there. */
export function zoomAt(
  camera: Camera,
  factor: number,
  x: number,
  y: number,
  picture: Size,
  pane: Size,
): Camera {
  const most = Math.max(1, MAX_SCALE / fitScale(picture, pane));
  const zoom = Math.min(most, Math.max(1, camera.zoom * factor));
  const before = scaleOf(camera, picture, pane);
  const after = before * (zoom / camera.zoom);
  const shift = 1 / before - 1 / after;
  return clamp(
    {
      x: camera.x + ((x - pane.width / 2) * shift) / picture.width,
      y: camera.y + ((y - pane.height / 2) * shift) / picture.height,
      zoom,
    },
    picture,
    pane,
  );
}

/** Move by screen pixels: dragging to the right shows what lies to the left. */
export function panBy(camera: Camera, dx: number, dy: number, picture: Size, pane: Size): Camera {
  const scale = scaleOf(camera, picture, pane);
  const x = camera.x - dx / scale / picture.width;
  const y = camera.y - dy / scale / picture.height;
  return clamp({ ...camera, x, y }, picture, pane);
}

/** Keep the picture over the pane: no ground shows beside it unless it is smaller than the pane, and then it is centred. */
function clamp(camera: Camera, picture: Size, pane: Size): Camera {
  const scale = scaleOf(camera, picture, pane);
  const within = (at: number, size: number, seen: number) => {
    const half = seen / (size * scale) / 2;
    return half >= 0.5 ? 0.5 : Math.min(1 - half, Math.max(half, at));
  };
  return {
    x: within(camera.x, picture.width, pane.width),
    y: within(camera.y, picture.height, pane.height),
    zoom: camera.zoom,
  };
}
