import { useLayoutEffect } from "preact/hooks";

/** Where more can be scrolled to, the end of the bar fades: its styles have `is-cut`. */
export function useFade(bar: { current: HTMLElement | null }): void {
  useLayoutEffect(() => {
    const el = bar.current;
    if (!el) return;
    const look = () => el.classList.toggle("is-cut", el.scrollWidth - el.clientWidth - el.scrollLeft > 2);
    look();
    const observer = new ResizeObserver(look);
    observer.observe(el);
    el.addEventListener("scroll", look, { passive: true });
    return () => {
      observer.disconnect();
      el.removeEventListener("scroll", look);
    };
  });
}
