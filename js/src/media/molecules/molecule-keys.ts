import type { Coloring } from "./colors";
import type { Scene } from "./scene";
import { GROUNDS, type MoleculeSettings } from "./settings";
import { type MoleculeStyle, STYLES } from "./styles";

const TURN_DEGREES = 15;
const ZOOM = 1.25;

export interface MoleculeActions {
  settings: MoleculeSettings;
  /** What the open molecule can be drawn as, and is. */
  styles: readonly MoleculeStyle[];
  colorings: readonly Coloring[];
  coloring: Coloring;
  scene: Scene | null;
  reset(): void;
  save(): void;
  pin(): void;
  /** Another molecule of the file, so many on. */
  step(by: number): void;
}

/** Do what a key means for an open molecule; true where it meant something. */
export function onMoleculeKey(
  event: Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">,
  actions: MoleculeActions,
): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const { settings, scene } = actions;
  if (event.shiftKey && event.key.startsWith("Arrow")) {
    const turns: Record<string, [number, "x" | "y"]> = {
      ArrowLeft: [-TURN_DEGREES, "y"],
      ArrowRight: [TURN_DEGREES, "y"],
      ArrowUp: [-TURN_DEGREES, "x"],
      ArrowDown: [TURN_DEGREES, "x"],
    };
    const turn = turns[event.key];
    if (turn) scene?.rotate(...turn);
    return turn !== undefined;
  }
  const style = STYLES[Number(event.key) - 1];
  if (style) {
    if (actions.styles.includes(style)) settings.style.value = style;
    return true;
  }
  const keys: Record<string, () => void> = {
    c: () => {
      const at = actions.colorings.indexOf(actions.coloring);
      settings.coloring.value = actions.colorings[(at + 1) % actions.colorings.length] as Coloring;
    },
    h: () => toggle(settings.hasHydrogens),
    w: () => toggle(settings.hasWater),
    l: () => toggle(settings.hasLabels),
    b: () => {
      const at = GROUNDS.indexOf(settings.ground.peek());
      settings.ground.value = GROUNDS[(at + 1) % GROUNDS.length] as (typeof GROUNDS)[number];
    },
    " ": () => toggle(settings.isSpinning),
    "0": actions.reset,
    "+": () => scene?.zoom(ZOOM),
    "=": () => scene?.zoom(ZOOM),
    "-": () => scene?.zoom(1 / ZOOM),
    s: actions.save,
    p: actions.pin,
    i: () => toggle(settings.hasProperties),
    ",": () => actions.step(-1),
    ".": () => actions.step(1),
  };
  const action = keys[event.key];
  action?.();
  return action !== undefined;
}

function toggle(setting: { value: boolean; peek(): boolean }): void {
  setting.value = !setting.peek();
}
