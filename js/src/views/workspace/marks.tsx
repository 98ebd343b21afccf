import { Icon, type IconName } from "../../controls/icon";
import { slotColor, slotDash } from "./colors";
import "./workspace-icons";

/** The line that a run or a group has in charts; an empty place for one that is not drawn. */
export function Swatch({ slot, hasBand }: { slot: number | undefined; hasBand?: boolean }) {
  if (slot === undefined) return <span class="dv-ws-swatch" />;
  const color = slotColor(slot);
  return (
    <svg class="dv-ws-swatch" width="16" height="12" viewBox="0 0 16 12" aria-hidden="true">
      {hasBand && <rect y="1" width="16" height="10" style={{ fill: color }} opacity="0.2" />}
      <line
        x1="0"
        x2="16"
        y1="6"
        y2="6"
        style={{ stroke: color }}
        stroke-width="2.5"
        stroke-dasharray={slotDash(slot).join(" ")}
      />
    </svg>
  );
}

const GLYPHS: Record<string, string> = {
  finished: "M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM5.500 8.200 7.300 10l3.200-3.800",
  running:
    "M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM8 6.500a1.500 1.500 0 1 1 0 3 1.500 1.500 0 0 1 0-3z",
  crashed: "M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM6 6l4 4M10 6l-4 4",
  failed: "M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM8 5v3.500M8 11v.01",
  killed: "M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM6 6h4v4H6z",
};

/** How a run ended, or that it goes on: a glyph of its own for each. */
export function StateGlyph({ state }: { state: string }) {
  return (
    <svg
      class={`dv-icon dv-state is-${state}`}
      width="14"
      height="14"
      viewBox="0 0 16 16"
      role="img"
      aria-label={state}
    >
      <title>{state}</title>
      <path d={GLYPHS[state] ?? "M8 2.5a5.5 5.5 0 1 1 0 11 5.500 5.500 0 0 1 0-11z"} />
    </svg>
  );
}

/** Whether a run or a group is drawn, and the way to change it. */
export function Eye({ isShown, name, onToggle }: { isShown: boolean; name: string; onToggle(): void }) {
  return (
    <button
      type="button"
      class="dv-eye"
      tabIndex={-1}
      aria-pressed={isShown}
      aria-label={`Show ${name} in charts`}
      title={isShown ? "Hide from charts (Space)" : "Show in charts (Space)"}
      onClick={(event) => {
        event.stopPropagation();
        onToggle();
      }}
    >
      <Icon name={(isShown ? "eye" : "eye-closed") as IconName} />
    </button>
  );
}

/** The mark of the best value. */
export function Star() {
  return <Icon name={"star" as IconName} size={12} />;
}
