import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/** A ref, or anything that finds the element when asked. */
export interface Anchor {
  readonly current: HTMLElement | null;
}

export interface PopoverProps {
  /** What it hangs from; focus goes back there. */
  anchor: Anchor;
  open: boolean;
  onClose(): void;
  children: ComponentChildren;
  /** Name for screen readers. */
  label: string;
  role?: "dialog" | "menu" | "listbox";
  /** Edge of the anchor it lines up with. */
  align?: "start" | "end";
  width?: number;
  class?: string;
}

const FOCUSABLE = "[data-autofocus], input, textarea, button:not([disabled]), [tabindex='0']";
const MARGIN = 8;

/** Where a box of a size goes under (or, with more room there, over) its anchor, inside of a frame. */
export function place(
  anchor: { left: number; right: number; top: number; bottom: number },
  size: { width: number; height: number },
  frame: { width: number; height: number },
  align: "start" | "end",
): { left: number; top: number; maxHeight: number } {
  const wish = align === "end" ? anchor.right - size.width : anchor.left;
  const left = Math.max(MARGIN, Math.min(wish, frame.width - size.width - MARGIN));
  const below = frame.height - anchor.bottom - 4 - MARGIN;
  const above = anchor.top - 4 - MARGIN;
  const isAbove = below < size.height && above > below;
  const maxHeight = Math.max(96, isAbove ? above : below);
  const height = Math.min(size.height, maxHeight);
  const top = isAbove ? anchor.top - 4 - height : anchor.bottom + 4;
  return {
    left,
    top: Math.max(MARGIN, Math.min(top, Math.max(MARGIN, frame.height - height - MARGIN))),
    maxHeight,
  };
}

/** A panel above everything, hung from its anchor. Esc or a press outside closes it. */
export function Popover(props: PopoverProps) {
  return props.open ? <OpenPopover {...props} /> : null;
}

function OpenPopover({
  anchor,
  onClose,
  children,
  label,
  role = "dialog",
  align = "start",
  width,
  ...rest
}: PopoverProps) {
  const box = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  close.current = onClose;

  useLayoutEffect(() => {
    const el = box.current;
    if (!el) return;
    const from = anchor.current;
    const root = el.getRootNode() as Document | ShadowRoot;
    const host = el.closest(".dv");
    const view = el.ownerDocument.defaultView ?? window;
    // In the top layer nothing of the notebook can cut it off, and the widget's colours still reach it.
    el.showPopover?.();
    const settle = () => {
      const target = anchor.current;
      if (!target?.isConnected) return;
      const frame = {
        width: view.document.documentElement.clientWidth || view.innerWidth,
        height: view.innerHeight,
      };
      el.style.maxHeight = "";
      const at = place(
        target.getBoundingClientRect(),
        { width: el.offsetWidth, height: el.offsetHeight },
        frame,
        align,
      );
      el.style.left = `${at.left}px`;
      el.style.top = `${at.top}px`;
      el.style.maxHeight = `${at.maxHeight}px`;
    };
    settle();
    const resized = typeof ResizeObserver === "undefined" ? undefined : new ResizeObserver(settle);
    resized?.observe(el);
    const outside = (event: Event) => {
      const path = event.composedPath();
      if (!path.includes(el) && !(anchor.current && path.includes(anchor.current))) close.current();
    };
    const listening = new AbortController();
    const options = { capture: true, signal: listening.signal };
    view.document.addEventListener("pointerdown", outside, options);
    // Where the control in focus has gone, its keys come from the page.
    const lost = (event: KeyboardEvent) => {
      if (event.key === "Escape" && event.target === view.document.body) close.current();
    };
    view.document.addEventListener("keydown", lost, options);
    const scrolled = (event: Event) => {
      if (!event.composedPath().includes(el)) settle();
    };
    view.addEventListener("scroll", scrolled, { ...options, passive: true });
    view.addEventListener("resize", settle, options);
    // The keys have gone on to something else.
    const left = ({ relatedTarget }: FocusEvent) => {
      if (
        relatedTarget instanceof Node &&
        !el.contains(relatedTarget) &&
        !anchor.current?.contains(relatedTarget)
      ) {
        close.current();
      }
    };
    el.addEventListener("focusout", left, { signal: listening.signal });
    // From the first moment: who opens by mistake closes at once.
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.preventDefault();
      event.stopPropagation();
      close.current();
    };
    el.addEventListener("keydown", onKey, { signal: listening.signal });
    if (!el.contains(root.activeElement)) {
      const wanted =
        el.querySelector<HTMLElement>("[data-autofocus]") ?? el.querySelector<HTMLElement>(FOCUSABLE);
      (wanted ?? el).focus({ preventScroll: true });
    }
    return () => {
      resized?.disconnect();
      listening.abort();
      // After the change that closed it: what it hung from may be drawn anew, or be gone.
      setTimeout(() => {
        const focused = root.activeElement;
        if (focused && focused !== el.ownerDocument.body && !el.contains(focused)) return;
        const target =
          anchor.current ?? (from?.isConnected ? from : host?.querySelector<HTMLElement>("[role=grid]"));
        target?.focus({ preventScroll: true });
      });
    };
  }, [anchor, align]);

  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: the role is one of three that take a name
    <div
      ref={box}
      popover="manual"
      class={`dv-popover ${rest.class ?? ""}`}
      role={role}
      aria-label={label}
      tabIndex={-1}
      style={width ? { width: `min(${width}px, calc(100vw - 16px))` } : undefined}
    >
      {children}
    </div>
  );
}
