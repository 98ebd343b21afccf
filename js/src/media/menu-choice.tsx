import type { IconName } from "../controls/icon";
import { MenuButton } from "../views/menu-button";

export interface MenuChoiceProps<T extends string | number> {
  /** What is chosen, for screen readers. */
  label: string;
  /** The tooltip: what is chosen, and the keys that do the same. */
  title: string;
  icon: IconName;
  options: readonly { value: T; label: string }[];
  value: T;
  onPick(value: T): void;
  class?: string;
  /** Of the menu, in CSS pixels. */
  width?: number;
}

/** One of several, named by the one that is chosen. */
export function MenuChoice<T extends string | number>(props: MenuChoiceProps<T>) {
  const { label, title, icon, options, value, onPick, width = 148 } = props;
  const chosen = options.find((each) => each.value === value)?.label ?? String(value);
  return (
    <MenuButton
      {...(props.class && { class: props.class })}
      label={chosen}
      title={title}
      aria-label={`${label} ${chosen}`}
      caret
      menu={label}
      menuWidth={width}
      items={() => [
        options.map((each) => ({
          icon,
          label: each.label,
          checked: each.value === value,
          onPick: () => onPick(each.value),
        })),
      ]}
    />
  );
}
