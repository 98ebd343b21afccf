export interface MediaActions {
  /** What the viewer of the open medium does with keys; true where one was its own. */
  own: ((event: KeyboardEvent) => boolean) | null;
  /** Open another row, so many on. */
  step(by: number): void;
  /** Show another item of the cell's list, so many on. */
  stepItem(by: number): void;
  close(): void;
}

/** Where keys have a meaning of their own. */
const OWN_KEYS = "input, select, textarea, [role=slider], [role=menu], [role=listbox], [role=tree]";

/** Do what a key means for an open medium. */
export function onMediaKey(event: KeyboardEvent, root: HTMLElement | null, actions: MediaActions): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const { key, target } = event;
  const take = () => {
    event.preventDefault();
    event.stopPropagation();
  };
  if (target instanceof Element && target !== root && target.closest(OWN_KEYS)) {
    if (key !== "Escape") return;
    take();
    root?.focus();
    return;
  }
  // The spacebar and Enter press the button that has the focus.
  const isPress = (key === " " || key === "Enter") && target instanceof HTMLButtonElement;
  if (!isPress && actions.own?.(event)) {
    take();
    return;
  }
  const { step, stepItem } = actions;
  const keys: Record<string, () => void> = {
    ArrowLeft: () => step(-1),
    ArrowRight: () => step(1),
    k: () => step(-1),
    j: () => step(1),
    "[": () => stepItem(-1),
    "]": () => stepItem(1),
    Escape: actions.close,
  };
  const action = event.shiftKey && key.startsWith("Arrow") ? undefined : keys[key];
  if (!action) return;
  take();
  action();
}
