import { FITTED, panBy, type Size, zoomAt } from "../pixels/camera";
import { moveDivider } from "./divider";
import type { Mode } from "./sheets";
import { modeOfKey } from "./viewer-bar";
import type { ViewerState } from "./viewer-state";

/** What the keys of an open picture do, besides moving the camera and the divider. */
export interface ViewerActions {
  /** Open another row, so many on. */
  step(by: number): void;
  /** Show another step of a run, so many on. */
  stepRun?: ((by: number) => void) | undefined;
  zoom(by: number): void;
  pan(dx: number, dy: number): void;
  mode(mode: Mode): void;
  /** Show differences, or what was shown before. */
  difference(): void;
  panel(): void;
  labels(): void;
  findClass(): void;
  close(): void;
}

/** Do what a key means for an open picture; keys typed into a field are the field's. */
export function onViewerKey(
  event: KeyboardEvent,
  root: HTMLElement | null,
  state: ViewerState,
  actions: ViewerActions,
): void {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (target instanceof HTMLInputElement) {
    if (key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    root?.focus();
    return;
  }
  const { step, stepRun, zoom, pan, mode } = actions;
  const keys: Record<string, () => void> = {
    ArrowLeft: () => step(-1),
    ArrowRight: () => step(1),
    k: () => step(-1),
    j: () => step(1),
    "+": () => zoom(1),
    "=": () => zoom(1),
    "-": () => zoom(-1),
    "0": () => zoom(0),
    d: actions.difference,
    o: actions.panel,
    l: actions.labels,
    "/": actions.findClass,
    "[": () => moveDivider(state, -1),
    "]": () => moveDivider(state, 1),
    ",": () => stepRun?.(-1),
    ".": () => stepRun?.(1),
    Escape: actions.close,
    " ": () => {
      state.isBare.value = true;
    },
  };
  const shifted: Record<string, () => void> = {
    ArrowLeft: () => pan(1, 0),
    ArrowRight: () => pan(-1, 0),
    ArrowUp: () => pan(0, 1),
    ArrowDown: () => pan(0, -1),
  };
  const chosen = modeOfKey(key);
  const action = (event.shiftKey && shifted[key]) || (chosen ? () => mode(chosen) : keys[key]);
  if (!action || (key === " " && target instanceof HTMLButtonElement)) return;
  event.preventDefault();
  event.stopPropagation();
  action();
}

const ZOOM_STEP = 1.5;
/** Part of the pane that a key moves by. */
const PAN_STEP = 0.15;

/** Zoom by steps about the middle; 0 shows the whole picture. */
export function zoomBy({ camera, size }: ViewerState, picture: Size | null, by: number): void {
  const pane = size.peek();
  if (by === 0) camera.value = FITTED;
  else if (picture)
    camera.value = zoomAt(camera.peek(), ZOOM_STEP ** by, pane.width / 2, pane.height / 2, picture, pane);
}

/** Move by steps to the left and up. */
export function panSteps({ camera, size }: ViewerState, picture: Size | null, dx: number, dy: number): void {
  const pane = size.peek();
  if (!picture) return;
  const [x, y] = [dx * PAN_STEP * pane.width, dy * PAN_STEP * pane.height];
  camera.value = panBy(camera.peek(), x, y, picture, pane);
}
