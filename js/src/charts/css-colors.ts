/** Colours of the stylesheet for a canvas, which knows no custom properties. */
export function cssColors(el: HTMLElement): (color: string) => string {
  const probe = el.ownerDocument.createElement("i");
  probe.hidden = true;
  el.append(probe);
  const known = new Map<string, string>();
  const view = el.ownerDocument.defaultView ?? window;
  return (color) => {
    let found = known.get(color);
    if (found === undefined) {
      if (!probe.isConnected) el.append(probe);
      probe.style.color = color;
      found = view.getComputedStyle(probe).color;
      known.set(color, found);
      probe.remove();
    }
    return found;
  };
}

/** Call back when the theme of the view around an element changes, until the function that is returned is called. */
export function onThemeChange(el: HTMLElement, changed: () => void): () => void {
  const frame = el.closest(".dv");
  if (!frame || typeof MutationObserver === "undefined") return () => {};
  const observer = new MutationObserver(changed);
  observer.observe(frame, { attributes: true, attributeFilter: ["data-theme", "data-forced"] });
  return () => observer.disconnect();
}
