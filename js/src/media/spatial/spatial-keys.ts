import type { Look } from "./camera";

export interface SpatialActions {
  look(look: Look): void;
  fit(): void;
  zoom(by: number): void;
  turn(right: number, up: number): void;
  pointSize(by: number): void;
  nextColoring(): void;
  toggleBoxes(): void;
  toggleGrid(): void;
  toggleWire(): void;
  togglePanel(): void;
  /** Choose the next box, or the one before. */
  nextBox(by: 1 | -1): void;
  /** Read the point in the middle of the screen. */
  pick(): void;
  /** Let go of what is chosen; false where nothing is. */
  letGo(): boolean;
}

const LOOK_KEYS: Record<string, Look> = { "1": "corner", "2": "top", "3": "front", "4": "side" };
const TURNS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** Do what a key means for an open cloud or mesh; false where it means nothing. */
export function onSpatialKey(
  { key, shiftKey }: Pick<KeyboardEvent, "key" | "shiftKey">,
  actions: SpatialActions,
): boolean {
  const turn = TURNS[key];
  if (turn && shiftKey) {
    actions.turn(...turn);
    return true;
  }
  const look = LOOK_KEYS[key];
  if (look) {
    actions.look(look);
    return true;
  }
  if (key === "Escape") return actions.letGo();
  const keys: Record<string, () => void> = {
    "0": actions.fit,
    "+": () => actions.zoom(1),
    "=": () => actions.zoom(1),
    "-": () => actions.zoom(-1),
    ",": () => actions.pointSize(-1),
    ".": () => actions.pointSize(1),
    c: actions.nextColoring,
    b: actions.toggleBoxes,
    g: actions.toggleGrid,
    w: actions.toggleWire,
    p: actions.togglePanel,
    n: () => actions.nextBox(1),
    N: () => actions.nextBox(-1),
    Enter: actions.pick,
  };
  const action = keys[key];
  action?.();
  return action !== undefined;
}
