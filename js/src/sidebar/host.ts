import type { ReadonlySignal } from "@preact/signals";
import type { Place, Target } from "./targets";

/** What the panel asks of the application around it. */
export interface PanelHost {
  /** Whether the panel is on the screen; nothing is asked of the server while it is not. */
  isVisible: ReadonlySignal<boolean>;
  /** Whether there is a notebook to insert cells into. */
  canInsert: ReadonlySignal<boolean>;
  /** Show it in a tab with a kernel of its own; throws with a sentence. */
  open(place: Place, target: Target): Promise<void>;
  /** Insert a cell that shows it below the active one; throws with a sentence. */
  insert(place: Place, target: Target): Promise<void>;
}
