import { useLayoutEffect, useState } from "preact/hooks";

/** How much room the viewer has: the words of its bar go first, then what lies beside the picture goes under it. */
export type Room = "wide" | "compact" | "narrow";

const COMPACT_PX = 880;
const NARROW_PX = 640;

export function useRoom(root: { current: HTMLElement | null }): Room {
  const [room, setRoom] = useState<Room>("wide");
  useLayoutEffect(() => {
    const el = root.current;
    if (!el) return;
    const measure = () => {
      const { clientWidth: width } = el;
      setRoom(width < NARROW_PX ? "narrow" : width < COMPACT_PX ? "compact" : "wide");
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(el);
    return () => observer.disconnect();
  }, []);
  return room;
}
