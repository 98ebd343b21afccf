import type { ComponentChildren } from "preact";
import "./viewer-parts.css";

/** The keys of a viewer in one line; what has no room is not shown. */
export function HintLine({ children }: { children: ComponentChildren }) {
  return (
    <footer class="dv-viewer-hints" aria-hidden="true">
      {children}
    </footer>
  );
}

export function Hint({ keys = [], words, text }: { keys?: string[]; words?: string; text: string }) {
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
