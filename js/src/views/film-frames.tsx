import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { formatCount } from "../format";
import "./viewer-parts.css";

const FRAME_PX = 102;
/** Room for what a frame shows, in CSS pixels. */
export const FILM_PX = { width: 88, height: 66 };

export interface FilmFramesProps {
  /** Place of the open row, and how many there are. */
  position: number;
  count: number;
  onOpen(position: number): void;
  /** What the row at a place shows. */
  picture(position: number): ComponentChildren;
  /** What is said of it beside its number. */
  note?(position: number): ComponentChildren;
}

/** The rows around the open one, as many as there is room for. */
export function FilmFrames({ position, count, onOpen, picture, note }: FilmFramesProps) {
  const strip = useRef<HTMLElement>(null);
  const [room, setRoom] = useState(0);
  useLayoutEffect(() => {
    const el = strip.current;
    if (!el) return;
    const measure = () => setRoom(Math.max(1, Math.floor((el.clientWidth - 10) / FRAME_PX)));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(el);
    return () => observer.disconnect();
  }, []);
  const shown = Math.min(room, count);
  const first = Math.max(0, Math.min(count - shown, position - Math.floor((shown - 1) / 2)));
  return (
    <nav ref={strip} class="dv-film" aria-label="Neighbouring rows">
      {Array.from({ length: shown }, (_, k) => {
        const at = first + k;
        return (
          <button
            key={at}
            type="button"
            class="dv-film-frame"
            aria-current={at === position ? "true" : undefined}
            title={`Row ${formatCount(at + 1)}`}
            tabIndex={-1}
            onClick={() => onOpen(at)}
          >
            {picture(at)}
            <span class="dv-film-caption">
              <span>{formatCount(at + 1)}</span>
              {note?.(at)}
            </span>
          </button>
        );
      })}
    </nav>
  );
}
