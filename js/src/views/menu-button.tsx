import { useRef, useState } from "preact/hooks";
import { Button, type ButtonProps } from "../controls/button";
import type { MenuItem } from "../controls/menu";
import { LazyMenu } from "./lazy-menus";

export interface MenuButtonProps extends Omit<ButtonProps, "onClick" | "buttonRef"> {
  /** What the menu is called, for screen readers. */
  menu: string;
  /** Items in groups, asked for while the menu is open. */
  items(): MenuItem[][];
  /** Of the menu, in CSS pixels. */
  menuWidth?: number;
}

/** A button that opens items to pick from. */
export function MenuButton({ menu, items, menuWidth, ...look }: MenuButtonProps) {
  const anchor = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        {...look}
        buttonRef={anchor}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      />
      {isOpen && (
        <LazyMenu
          anchor={anchor}
          label={menu}
          groups={items()}
          onClose={() => setOpen(false)}
          {...(menuWidth !== undefined && { width: menuWidth })}
        />
      )}
    </>
  );
}
