import type { ComponentChild } from "preact";
import { Icon, type IconName } from "./icon";
import "./segments.css";

export interface Segment<T> {
  value: T;
  label: string;
  icon?: IconName;
  /** Drawn before the label. */
  mark?: ComponentChild;
  /** Tooltip: what it does, its key. */
  title?: string;
}

export interface SegmentsProps<T> {
  /** Name for screen readers. */
  label: string;
  segments: readonly Segment<T>[];
  value: T;
  onPick(value: T): void;
  /** Show icons alone; the labels name them. */
  iconsOnly?: boolean;
}

/** One of a few, all in sight: arrows choose as they move, as in a group of radio buttons. */
export function Segments<T>({ label, segments, value, onPick, iconsOnly }: SegmentsProps<T>) {
  const chosen = segments.findIndex((segment) => segment.value === value);
  return (
    <div
      class="dv-segments"
      role="radiogroup"
      aria-label={label}
      onKeyDown={(event) => {
        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
        if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        event.stopPropagation();
        const next = (chosen + step + segments.length) % segments.length;
        (event.currentTarget.children[next] as HTMLElement).focus();
        onPick((segments[next] as Segment<T>).value);
      }}
    >
      {segments.map((segment, at) => (
        <button
          key={segment.value}
          type="button"
          role="radio"
          aria-checked={at === chosen}
          title={segment.title ?? (iconsOnly ? segment.label : undefined)}
          aria-label={iconsOnly ? segment.label : undefined}
          tabIndex={at === Math.max(0, chosen) ? 0 : -1}
          onClick={() => onPick(segment.value)}
        >
          {segment.icon && <Icon name={segment.icon} />}
          {segment.mark}
          {!iconsOnly && segment.label}
        </button>
      ))}
    </div>
  );
}
