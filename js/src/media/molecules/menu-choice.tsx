import { useRef, useState } from "preact/hooks";
import { Button } from "../../controls/button";
import type { IconName } from "../../controls/icon";
import { LazyMenu } from "../../views/lazy-menus";

export interface MenuChoiceProps<T extends string> {
  /** What is chosen, for screen readers and the tooltip. */
  label: string;
  /** The key that does the same. */
  hint: string;
  icon: IconName;
  options: readonly { value: T; label: string }[];
  value: T;
  onPick(value: T): void;
}

/** One of several, named by the one that is chosen. */
export function MenuChoice<T extends string>(props: MenuChoiceProps<T>) {
  const { label, hint, icon, options, value, onPick } = props;
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const chosen = options.find((each) => each.value === value)?.label ?? value;
  return (
    <>
      <Button
        buttonRef={button}
        label={chosen}
        title={`${label} (${hint})`}
        aria-label={`${label}: ${chosen}`}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        caret
        onClick={() => setOpen(!isOpen)}
      />
      {isOpen && (
        <LazyMenu
          anchor={button}
          label={label}
          width={196}
          onClose={() => setOpen(false)}
          groups={[
            options.map((each) => ({
              icon,
              label: each.label,
              checked: each.value === value,
              onPick: () => onPick(each.value),
            })),
          ]}
        />
      )}
    </>
  );
}
