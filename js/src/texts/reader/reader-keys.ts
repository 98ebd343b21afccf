export interface ReaderActions {
  step(by: number): void;
  find(): void;
  wrap(): void;
  copy(): void;
  close(): void;
  /** Scroll what is read, by lines or pages, or (infinite) to an end. */
  scroll(by: number, unit: "line" | "page"): void;
}

const OWN_KEYS = "input, select, textarea, [role=slider], [role=menu], [role=listbox], [role=tree]";

/** Do what a key means for what is read. */
export function onReaderKey(event: KeyboardEvent, root: HTMLElement | null, actions: ReaderActions): void {
  const { key, target } = event;
  if (event.altKey || event.defaultPrevented) return;
  const isCommand = event.ctrlKey || event.metaKey;
  const take = (action: () => void) => {
    event.preventDefault();
    event.stopPropagation();
    action();
  };
  if (isCommand) {
    if (key.toLowerCase() === "f") take(actions.find);
    else if (key.toLowerCase() === "c" && !String(getSelection() ?? "")) take(actions.copy);
    return;
  }
  if (target instanceof Element && target !== root && target.closest(OWN_KEYS)) {
    if (key === "Escape") take(() => root?.focus());
    return;
  }
  const { step, scroll } = actions;
  const all: Record<string, () => void> = {
    ArrowLeft: () => step(-1),
    ArrowRight: () => step(1),
    k: () => step(-1),
    j: () => step(1),
    "/": actions.find,
    w: actions.wrap,
    Escape: actions.close,
    ArrowDown: () => scroll(1, "line"),
    ArrowUp: () => scroll(-1, "line"),
    PageDown: () => scroll(1, "page"),
    PageUp: () => scroll(-1, "page"),
    Home: () => scroll(Number.NEGATIVE_INFINITY, "page"),
    End: () => scroll(Number.POSITIVE_INFINITY, "page"),
  };
  const action = event.shiftKey ? undefined : all[key];
  if (action) take(action);
}
