import type { ComponentChildren, RefObject } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../controls/button";
import { Icon } from "../controls/icon";
import type { ViewerProps } from "./kinds";
import "./page-parts.css";

/** What stands where a page or a figure will be. */
export function PageWaiting({ height, share, label }: { height: number; share?: number; label: string }) {
  const percent = share === undefined ? undefined : Math.round(100 * share);
  return (
    <div class="dv-page-waiting" style={{ height: `${height}px` }} aria-busy="true">
      <span class="dv-quiet">{label}</span>
      <div class="dv-page-progress">
        <i
          role="progressbar"
          aria-label={label}
          aria-valuenow={percent}
          style={percent === undefined ? undefined : { width: `${percent}%` }}
          class={percent === undefined ? "is-open" : ""}
        />
      </div>
    </div>
  );
}

/** Why there is nothing to see, and a way to try again. */
export function PageFailure({ message, onRetry }: { message: string; onRetry?: () => void }) {
  return (
    <div class="dv-page-failure" role="alert">
      <Icon name="missing" size={20} />
      <p>{message}</p>
      {onRetry && <Button look="line" label="Try again" onClick={onRetry} />}
    </div>
  );
}

/** Icons of what a place on the whole screen can do, by its state. */
const FULL = {
  true: { icon: "fit", title: "Leave the full screen (f)" },
  false: { icon: "expand", title: "Full screen (f)" },
} as const;

export interface FullScreen {
  place: RefObject<HTMLDivElement | null>;
  isFull: boolean;
  /** Height of the window while on the whole of it. */
  height: number;
  toggle(): void;
}

/** The whole screen for a part of a view; where the host refuses it, the whole window. The key is `f`. */
export function useFullScreen(keys: ViewerProps["keys"]): FullScreen {
  const place = useRef<HTMLDivElement>(null);
  const [isFull, setFull] = useState(false);
  const [height, setHeight] = useState(window.innerHeight);
  const full = useRef(isFull);
  full.current = isFull;
  const set = useCallback((to: boolean) => {
    setFull(to);
    if (to) place.current?.requestFullscreen?.().catch(() => {});
    else if (document.fullscreenElement) void document.exitFullscreen();
  }, []);
  const toggle = useCallback(() => set(!full.current), [set]);
  useEffect(() => {
    keys.current = ({ key }) => {
      if (key === "f") toggle();
      else if (key === "Escape" && full.current) set(false);
      else return false;
      return true;
    };
    const measure = () => setHeight(window.innerHeight);
    // The browser's own Esc, which tells no key.
    const follow = () => {
      if (!document.fullscreenElement) setFull(false);
      measure();
    };
    document.addEventListener("fullscreenchange", follow);
    window.addEventListener("resize", measure);
    return () => {
      document.removeEventListener("fullscreenchange", follow);
      window.removeEventListener("resize", measure);
    };
  }, [keys, set, toggle]);
  return { place, isFull, height, toggle };
}

/** A page or a figure with its line of controls above, which may take the whole screen. */
export function PageFrame({ full, controls, children }: PageFrameProps) {
  const { icon, title } = FULL[`${full.isFull}`];
  return (
    <div ref={full.place} class={`dv-page ${full.isFull ? "is-full" : ""}`}>
      <div class="dv-page-bar">
        <span class="dv-page-controls">{controls}</span>
        <Button icon={icon} title={title} onClick={full.toggle} />
      </div>
      {children}
    </div>
  );
}

interface PageFrameProps {
  full: FullScreen;
  controls?: ComponentChildren;
  children: ComponentChildren;
}

/** Height of the bar and the edges around it, in CSS pixels. */
export const BAR_PX = 36;
