import type { Layer } from "../wire";
import type { Mode } from "./sheets";

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
    <footer class="dv-viewer-hints" aria-hidden="true">
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
    </footer>
  );
}

function Hint({ keys = [], words, text }: { keys?: string[]; words?: string; text: string }) {
  return (
    <span class="dv-hint">
      {words && <b>{words}</b>}
      {keys.map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
      {text}
    </span>
  );
}
