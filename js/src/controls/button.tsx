import type { ButtonHTMLAttributes, ComponentChildren, Ref } from "preact";
import { Icon, type IconName } from "./icon";

export interface ButtonProps
  extends Omit<
    ButtonHTMLAttributes<HTMLButtonElement>,
    "label" | "ref" | "icon" | "title" | "disabled" | "class"
  > {
  icon?: IconName;
  /** Words in the button. Without them the title names it. */
  label?: ComponentChildren;
  /** Set for a button that stays down; left out for one that acts. */
  pressed?: boolean;
  /** Tooltip, and the name of a button without words. */
  title?: string;
  disabled?: boolean;
  /** quiet: no frame (default); line: a thin frame; link: accent words; primary: filled. */
  look?: "quiet" | "line" | "link" | "primary";
  /** 24 px high in place of 28. */
  small?: boolean;
  /** A small arrow after the label: the button opens something. */
  caret?: boolean;
  buttonRef?: Ref<HTMLButtonElement>;
  class?: string;
}

export function Button(props: ButtonProps) {
  const {
    icon,
    label,
    pressed,
    title,
    look = "quiet",
    small,
    caret,
    buttonRef,
    class: extra,
    children,
    ...rest
  } = props;
  const words = label ?? children;
  const names = ["dv-button", `dv-button-${look}`];
  if (words === undefined) names.push("dv-button-icon");
  if (small) names.push("dv-button-small");
  if (extra) names.push(extra);
  return (
    <button
      type="button"
      {...rest}
      ref={buttonRef ?? null}
      class={names.join(" ")}
      title={title}
      aria-label={rest["aria-label"] ?? (words === undefined ? title : undefined)}
      aria-pressed={pressed}
    >
      {icon && <Icon name={icon} />}
      {words}
      {caret && <Icon name="down" size={12} />}
    </button>
  );
}
