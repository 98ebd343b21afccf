import type { Signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { moveShare } from "./lane-hand";

export interface SwipeHandleProps {
  /** Where the line is, as a share of the width. */
  share: Signal<number>;
  sides: readonly [left: number, right: number];
  labels: readonly string[];
  Mark: ComponentType<{ side: number }>;
}

/** The line between two pictures that lie over each other. */
export function SwipeHandle({ share, sides, labels, Mark }: SwipeHandleProps) {
  const at = share.value;
  const [left, right] = sides;
  return (
    <>
      <span class="dv-pl-corner" aria-hidden="true">
        <Mark side={left} />
      </span>
      <span class="dv-pl-corner is-right" aria-hidden="true">
        <Mark side={right} />
      </span>
      <span
        class="dv-pl-handle"
        role="slider"
        tabIndex={-1}
        aria-label={`Divider between ${labels[left]} and ${labels[right]}`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(at * 100)}
        style={{ left: `${at * 100}%` }}
        onKeyDown={(event) => {
          const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
          if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
          event.preventDefault();
          event.stopPropagation();
          moveShare(share, by);
        }}
      />
    </>
  );
}
