import { MenuButton } from "../../menu-button";

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
  return (
    <span class="dv-scores-choice">
      {!isBare && <span class="dv-quiet">{label}</span>}
      <MenuButton
        small
        caret
        class="dv-scores-field"
        aria-label={`${label}: ${value}`}
        label={<span class="dv-text">{value}</span>}
        menu={label}
        items={() => [
          choices.map(({ label: text, note, isChosen, onPick }) => ({
            icon: isChosen ? "ticked" : "unticked",
            label: text,
            checked: isChosen,
            ...(note ? { note } : {}),
            onPick,
          })),
        ]}
      />
    </span>
  );
}
