import type { ComponentChildren } from "preact";
import { Button } from "../controls/button";
import { Icon } from "../controls/icon";

export interface RowTick {
  isOn: boolean;
  /** Why it cannot be ticked now, if it cannot. */
  refused: string;
  onTick(): void;
}

export interface RowActions {
  onOpen(): void;
  onInsert(): void;
  canInsert: boolean;
}

export interface RowProps {
  /** What the row is; names its controls. */
  label: string;
  /** All that its name says, where that is more than the label. */
  words?: string;
  tick?: RowTick;
  glyph?: ComponentChildren;
  children: ComponentChildren;
  /** At the end, where the actions come on hover or focus. */
  end?: ComponentChildren;
  actions?: RowActions;
  /** Given for a row that opens and closes what is below it. */
  isOpen?: boolean | undefined;
  isCurrent?: boolean;
  level?: "top" | "item" | "artifact" | "version";
  onPick?: (() => void) | undefined;
  title?: string | undefined;
}

/**
 * One line of the panel: a tick, a name, what is known of it, and at its end, on hover or focus, what can be done.
 *
 * Arrows go from row to row, Enter opens (Shift-Enter inserts a cell), Space ticks, Right and Left open and close
 * what is below. `data-row` is what keys go by; the row in reach of Tab is chosen by `useRowKeys`.
 */
export function Row(props: RowProps) {
  const { label, tick, glyph, children, end, actions, isOpen, isCurrent, level = "item", onPick } = props;
  const toggles = isOpen !== undefined;
  return (
    <li class={`dv-sb-row is-${level} ${isCurrent ? "is-current" : ""} ${actions ? "has-actions" : ""}`}>
      {tick && (
        <label class="dv-sb-tick" title={tick.refused || "Tick to compare (Space)"}>
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label={`Tick ${label}`}
            checked={tick.isOn}
            disabled={tick.refused !== ""}
            onChange={(event) => {
              tick.onTick();
              event.currentTarget.checked = tick.isOn;
            }}
          />
        </label>
      )}
      <button
        type="button"
        class="dv-sb-main"
        data-row=""
        tabIndex={-1}
        title={props.title}
        aria-label={props.words ?? label}
        aria-expanded={isOpen}
        aria-current={isCurrent ? "true" : undefined}
        onClick={() => onPick?.()}
        onDblClick={() => actions && !toggles && actions.onOpen()}
        onKeyDown={(event) => {
          if (event.altKey || event.ctrlKey || event.metaKey) return;
          const done = keyDone(event.key, event.shiftKey, props);
          if (!done) return;
          event.preventDefault();
          event.stopPropagation();
        }}
      >
        {toggles && <Icon name={isOpen ? "down" : "right"} size={12} />}
        {glyph}
        <span class="dv-sb-words">{children}</span>
      </button>
      {end !== undefined && <span class="dv-sb-end">{end}</span>}
      {actions && (
        <span class="dv-sb-actions">
          <Button
            icon="open"
            small
            label="Open"
            tabIndex={-1}
            aria-label={`Open ${label}`}
            title="Open in a tab (Enter)"
            onClick={actions.onOpen}
          />
          <Button
            icon="plus"
            small
            tabIndex={-1}
            aria-label={`Insert a cell that shows ${label}`}
            title={
              actions.canInsert
                ? "Insert a cell that shows it (Shift+Enter)"
                : "No notebook is open that a cell could go into"
            }
            disabled={!actions.canInsert}
            onClick={actions.onInsert}
          />
        </span>
      )}
    </li>
  );
}

function keyDone(key: string, isShift: boolean, { tick, actions, isOpen, onPick }: RowProps): boolean {
  if (key === "Enter" && isShift && actions) {
    if (actions.canInsert) actions.onInsert();
    return true;
  }
  if (key === "Enter" && actions) {
    actions.onOpen();
    return true;
  }
  if (key === " " && tick) {
    if (tick.refused === "") tick.onTick();
    return true;
  }
  if ((key === "ArrowRight" && isOpen === false) || (key === "ArrowLeft" && isOpen === true)) {
    onPick?.();
    return true;
  }
  return false;
}
