import type { RefObject } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";

/** The theme of the view that an element stands in, followed; "" until it stands there. */
export function useThemeAround(place: RefObject<HTMLElement | null>): string {
  const [theme, setTheme] = useState("");
  useLayoutEffect(() => {
    const view = place.current?.closest<HTMLElement>("[data-theme]");
    const read = () => setTheme(view?.dataset.theme ?? "light");
    read();
    if (!view) return;
    const observer = new MutationObserver(read);
    observer.observe(view, { attributes: true, attributeFilter: ["data-theme"] });
    return () => observer.disconnect();
  }, [place]);
  return theme;
}
