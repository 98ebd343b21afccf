import { useLayoutEffect, useState } from "preact/hooks";

const NARROW_PX = 640;

/** Whether the viewer has little room. */
export function useIsNarrow(root: { current: HTMLElement | null }): boolean {
  const [isNarrow, setIsNarrow] = useState(false);
  useLayoutEffect(() => {
    const el = root.current;
    if (!el) return;
    const measure = () => setIsNarrow(el.clientWidth < NARROW_PX);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(el);
    return () => observer.disconnect();
  }, []);
  return isNarrow;
}
