import type { Layer } from "../wire";
import type { Mode } from "./sheets";
import { Hint, HintLine } from "./viewer-hint";

export interface HintsProps {
  mode: Mode;
  hasDifference: boolean;
  layers: readonly Layer[];
  hasSteps: boolean;
}

/** The keys of the viewer, those that make sense now. */
export function Hints({ mode, hasDifference, layers, hasSteps }: HintsProps) {
  const hasLayers = layers.length > 0;
  return (
    <HintLine>
      <Hint keys={["←", "→"]} text="row" />
      {hasSteps && <Hint keys={[",", "."]} text="step" />}
      <Hint words="wheel" text="zoom" />
      <Hint words="drag" text="pan" />
      <Hint keys={["0"]} text="fit" />
      {hasLayers && <Hint keys={["space"]} text="hold for the bare photo" />}
      {mode === "swipe" && <Hint keys={["[", "]"]} text="move the divider" />}
      {hasDifference && <Hint keys={["d"]} text="difference" />}
      {layers.some(({ kind }) => kind === "box") && <Hint keys={["l"]} text="labels" />}
      {hasLayers && <Hint keys={["/"]} text="find a class" />}
      <Hint keys={["esc"]} text="table" />
    </HintLine>
  );
}
