import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { Button, type ButtonProps } from "../controls/button";
import { Popover } from "../controls/popover";
import { Chunked } from "./chunked";
import { PopoverWait } from "./lazy-menus";

export interface PanelButtonProps extends Omit<ButtonProps, "children" | "onClick" | "buttonRef"> {
  /** Name of what opens. */
  panel: string;
  width: number;
  align?: "start" | "end";
  /** Drawn with what the chunk of the menus exports. */
  children(menus: typeof import("./menus"), close: () => void): ComponentChildren;
}

/** A button that opens a panel of the chunk of menus. */
export function PanelButton({ panel, width, align = "end", children, ...button }: PanelButtonProps) {
  const anchor = useRef<HTMLButtonElement>(null);
  const isOpen = useSignal(false);
  const close = () => {
    isOpen.value = false;
  };
  return (
    <>
      <Button
        {...button}
        buttonRef={anchor}
        aria-haspopup="dialog"
        aria-expanded={isOpen.value}
        onClick={() => {
          isOpen.value = !isOpen.value;
        }}
      />
      <Popover anchor={anchor} open={isOpen.value} onClose={close} label={panel} align={align} width={width}>
        <Chunked name="menus" waiting={(failure, retry) => <PopoverWait failure={failure} onRetry={retry} />}>
          {(menus) => children(menus, close)}
        </Chunked>
      </Popover>
    </>
  );
}
