import { type Signal, signal } from "@preact/signals";
import { type Camera, FITTED, type Size } from "../pixels/camera";
import type { Outcome } from "../pixels/matching";
import type { Box } from "../wire";
import type { ViewContext } from "./context";
import type { Mode } from "./sheets";

/** Where the pointer is: a place in fractions of the picture, the same in every pane. */
export interface Pointer {
  x: number;
  y: number;
  /** Key of the pane it is in. */
  pane: string;
}

/** What the hand does in an open viewer. */
export interface ViewerState {
  camera: Signal<Camera>;
  /** Size of the first pane, in CSS pixels. */
  size: Signal<Size>;
  /** Width over height of the panes: that of the first picture, so that stepping moves nothing. */
  aspect: Signal<number | null>;
  pointer: Signal<Pointer | null>;
  /** Label of the class under the pointer. */
  lit: Signal<string | null>;
  /** The box under the pointer. */
  box: Signal<Box | null>;
  /** Set while the overlays are to be out of the way. */
  isBare: Signal<boolean>;
  isMoving: Signal<boolean>;

  /** What stays when the viewer is closed and opened again. */
  kept: KeptState;
}

export interface KeptState {
  /** Null until it is chosen: the viewer picks what fits. */
  mode: Signal<Mode | null>;
  hasPanel: Signal<boolean | null>;
  /** Place of the divider, as a share of the pane's width. */
  divider: Signal<number>;
  /** Least overlap of a match. */
  leastIou: Signal<number>;
  hiddenOutcomes: Signal<Outcome[]>;
  /** The one kind of mistake that is set before the others: true label, predicted label. */
  mistake: Signal<readonly [string, string] | null>;
  /** Groups whose masks are stretched over a picture of another size. */
  stretched: Signal<string[]>;
}

const kept = new WeakMap<ViewContext["channel"], KeptState>();

function keptOf({ channel }: Pick<ViewContext, "channel">): KeptState {
  let state = kept.get(channel);
  if (!state) {
    state = {
      mode: signal(null),
      hasPanel: signal(null),
      divider: signal(0.5),
      leastIou: signal(0.5),
      hiddenOutcomes: signal([]),
      mistake: signal(null),
      stretched: signal([]),
    };
    kept.set(channel, state);
  }
  return state;
}

/** State of the hand in one opening of the viewer. */
export function openViewerState(view: Pick<ViewContext, "channel">): ViewerState {
  return {
    camera: signal(FITTED),
    size: signal({ width: 0, height: 0 }),
    aspect: signal(null),
    pointer: signal(null),
    lit: signal(null),
    box: signal(null),
    isBare: signal(false),
    isMoving: signal(false),
    kept: keptOf(view),
  };
}
