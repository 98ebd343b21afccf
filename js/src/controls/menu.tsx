import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { Icon, type IconName } from "./icon";
import { type Anchor, Popover } from "./popover";
import "./menu.css";

export interface MenuItem {
  icon: IconName;
  label: string;
  /** Key that does the same, as the user reads it. */
  keys?: string;
  /** A figure at the end of the line. */
  note?: string;
  /** Given for an item that is one of several: whether it is the one. */
  checked?: boolean;
  /** Of several that can be checked together: the menu stays open. */
  isOneOfMany?: boolean;
  onPick(): void;
}

export interface MenuProps {
  anchor: Anchor;
  onClose(): void;
  label: string;
  /** What stands over the items. */
  title?: { icon: IconName; text: string; note: string };
  /** Other things to pick from, between the title and the items. */
  top?: ComponentChildren;
  /** Items in groups, a line between them. */
  groups: MenuItem[][];
  width?: number;
}

/** Items to pick from, with arrows or the pointer. */
export function Menu({ anchor, onClose, label, title, top, groups, width = 248 }: MenuProps) {
  const box = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const items = [...(box.current?.querySelectorAll<HTMLElement>("[role^=menuitem]") ?? [])];
    const at = items.indexOf(event.target as HTMLElement);
    const step = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 }[event.key];
    let next = step === undefined ? undefined : items[(at + step + items.length) % items.length];
    if (event.key === "Home") next = items[0];
    if (event.key === "End") next = items.at(-1);
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    next.focus();
  };
  return (
    <Popover anchor={anchor} open onClose={onClose} label={label} role="menu" width={width} class="dv-menu">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the items inside */}
      <div ref={box} onKeyDown={move} role="presentation">
        {title && (
          <div class="dv-menu-title" role="presentation">
            <Icon name={title.icon} />
            <b class="dv-text">{title.text}</b>
            <small>{title.note}</small>
          </div>
        )}
        {top}
        {groups
          .filter((items) => items.length > 0)
          .map((items, group) => (
            <div key={group} class="dv-menu-group" role="group">
              {items.map((item, at) => (
                // biome-ignore lint/a11y/useAriaPropsSupportedByRole: checked is given for radio items alone
                <button
                  key={item.label}
                  type="button"
                  class="dv-menu-item"
                  role={roleOf(item)}
                  data-autofocus={group === 0 && at === 0 ? "" : undefined}
                  aria-checked={item.checked}
                  tabIndex={-1}
                  onClick={() => {
                    if (!item.isOneOfMany) onClose();
                    item.onPick();
                  }}
                >
                  <Icon name={item.icon} />
                  <span>{item.label}</span>
                  {item.checked && !item.isOneOfMany && <Icon name="check" />}
                  {item.note && <small>{item.note}</small>}
                  {item.keys && <kbd>{item.keys}</kbd>}
                </button>
              ))}
            </div>
          ))}
      </div>
    </Popover>
  );
}

function roleOf({ checked, isOneOfMany }: MenuItem): "menuitem" | "menuitemradio" | "menuitemcheckbox" {
  if (checked === undefined) return "menuitem";
  return isOneOfMany ? "menuitemcheckbox" : "menuitemradio";
}
