import { Icon } from "../controls/icon";
import type { ViewerState } from "./viewer-state";

const STEP = 0.05;

/** Move the divider by so many steps. */
export function moveDivider({ kept }: ViewerState, by: number): void {
  kept.divider.value = Math.min(1, Math.max(0, Math.round((kept.divider.peek() + by * STEP) * 100) / 100));
}

/** The line between two pictures that lie over each other, with their names in the corners. */
export function Divider({ names, state }: { names: [string, string]; state: ViewerState }) {
  const { divider } = state.kept;
  const percent = Math.round(divider.value * 100);
  const move = (event: PointerEvent) => {
    const pane = (event.currentTarget as HTMLElement).parentElement;
    if (!pane) return;
    const { left, width } = pane.getBoundingClientRect();
    divider.value = Math.min(1, Math.max(0, (event.clientX - left) / width));
  };
  return (
    <>
      <span class="dv-pane-corner">{names[0]}</span>
      <span class="dv-pane-corner dv-pane-corner-right">{names[1]}</span>
      <div
        class="dv-divider"
        role="slider"
        tabIndex={0}
        aria-label={`Divider between ${names[0]} and ${names[1]}`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={`${percent} % ${names[0]}`}
        style={{ left: `${divider.value * 100}%` }}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          move(event);
        }}
        onPointerMove={(event) => event.buttons > 0 && move(event)}
        onKeyDown={(event) => {
          const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, Home: -20, End: 20 }[
            event.key
          ];
          if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
          event.preventDefault();
          event.stopPropagation();
          moveDivider(state, by);
        }}
      >
        <span>
          <Icon name="swipe" />
        </span>
      </div>
    </>
  );
}
