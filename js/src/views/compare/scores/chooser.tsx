import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { Button } from "../../../controls/button";
import type { MenuItem } from "../../../controls/menu";
import { LazyMenu } from "../../lazy-menus";

export interface Choice {
  label: string;
  note?: string;
  isChosen: boolean;
  onPick(): void;
}

export interface ChooserProps {
  /** What is chosen, for screen readers and before the value: "truth". */
  label: string;
  /** What it is now. */
  value: string;
  choices: Choice[];
  /** Beside the value alone: the label is for screen readers. */
  isBare?: boolean;
}

/** A word that opens the others that could stand there. */
export function Chooser({ label, value, choices, isBare }: ChooserProps) {
  const isOpen = useSignal(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const items: MenuItem[] = choices.map(({ label: text, note, isChosen, onPick }) => ({
    icon: isChosen ? "ticked" : "unticked",
    label: text,
    checked: isChosen,
    ...(note ? { note } : {}),
    onPick,
  }));
  return (
    <span class="dv-scores-choice">
      {!isBare && <span class="dv-quiet">{label}</span>}
      <Button
        buttonRef={anchor}
        small
        caret
        class="dv-scores-field"
        aria-label={`${label}: ${value}`}
        aria-haspopup="menu"
        aria-expanded={isOpen.value}
        label={<span class="dv-text">{value}</span>}
        onClick={() => {
          isOpen.value = !isOpen.value;
        }}
      />
      {isOpen.value && (
        <LazyMenu
          anchor={anchor}
          label={label}
          groups={[items]}
          onClose={() => {
            isOpen.value = false;
          }}
        />
      )}
    </span>
  );
}
