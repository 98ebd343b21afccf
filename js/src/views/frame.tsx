import type { Signal } from "@preact/signals";
import type { ComponentChildren, RefObject } from "preact";
import type { TableTraits } from "../wire";
import { useTheme } from "./theme";

export interface FrameProps {
  theme: Signal<TableTraits["theme"]>;
  /** Height at most, in CSS pixels; 0 leaves it to the stylesheet. */
  heightPx: Signal<number>;
  root?: RefObject<HTMLDivElement | null>;
  /** Keys that work wherever the focus is inside; what it lets pass stays in the view all the same. */
  onKeyDown(event: KeyboardEvent): void;
  children: ComponentChildren;
}

/** The frame of a view: its theme and height, and keys that the notebook is not to take. */
export function Frame({ theme: wish, heightPx, root, onKeyDown, children }: FrameProps) {
  const { theme, isForced } = useTheme(wish).value;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys that work wherever the focus is inside
    <div
      ref={root ?? null}
      class="dv"
      data-theme={theme}
      data-forced={isForced || undefined}
      // JupyterLab leaves keys alone below this, where pressing x would otherwise cut the cell.
      data-lm-suppress-shortcuts="true"
      style={{ "--dv-height": `${heightPx.value || 640}px` }}
      onKeyDown={onKeyDown}
      onKeyUp={(event) => event.stopPropagation()}
      onContextMenu={(event) => {
        if (event.target instanceof HTMLInputElement) event.stopPropagation();
      }}
    >
      {children}
    </div>
  );
}
