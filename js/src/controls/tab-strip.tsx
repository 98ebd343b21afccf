import { useLayoutEffect, useRef } from "preact/hooks";
import { formatCount } from "../format";
import { useFade } from "./use-fade";
import "./tab-strip.css";

export interface TabAbout<Value extends string> {
  value: Value;
  name: string;
  /** How much is in it; 0 where that is not counted, or nothing. */
  count: number;
}

interface TabStripProps<Value extends string> {
  class: string;
  label: string;
  tabs: readonly TabAbout<Value>[];
  tab: Value;
  onChoose: (value: Value) => void;
}

/** As wide as the end that fades, in the style. */
const FADE_PX = 32;

/** Tabs of which one is open: arrows, Home and End go along them. */
export function TabStrip<Value extends string>({
  class: name,
  label,
  tabs,
  tab,
  onChoose,
}: TabStripProps<Value>) {
  const at = tabs.findIndex(({ value }) => value === tab);
  const strip = useRef<HTMLDivElement>(null);
  useFade(strip);
  // The chosen one is wholly in sight, clear of the end that fades.
  const counts = tabs.map(({ count }) => count).join();
  useLayoutEffect(() => {
    const el = strip.current;
    const chosen = el?.children[at] as HTMLElement | undefined;
    if (!el || !chosen) return;
    const look = () => {
      const left = chosen.offsetLeft - el.offsetLeft;
      const right = left + chosen.offsetWidth + (at < tabs.length - 1 ? FADE_PX : 0);
      if (left < el.scrollLeft) el.scrollLeft = left;
      else if (right > el.scrollLeft + el.clientWidth) el.scrollLeft = right - el.clientWidth;
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(el);
    return () => observer.disconnect();
  }, [at, counts]);
  return (
    <div
      ref={strip}
      class={`dv-tabs ${name}`}
      role="tablist"
      aria-label={label}
      onKeyDown={(event) => {
        const next = placeAfter(event.key, at, tabs.length);
        const chosen = next === undefined ? undefined : tabs[next];
        if (next === undefined || !chosen) return;
        onChoose(chosen.value);
        (event.currentTarget.children[next] as HTMLElement).focus();
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      {tabs.map(({ value, name: text, count }) => (
        <button
          key={value}
          type="button"
          role="tab"
          aria-selected={tab === value}
          tabIndex={tab === value ? 0 : -1}
          onClick={() => onChoose(value)}
        >
          {text}
          {count > 0 && <small>{formatCount(count)}</small>}
        </button>
      ))}
    </div>
  );
}

/** Where a key leads from the tab at `at`; undefined for a key that leads nowhere. */
function placeAfter(key: string, at: number, count: number): number | undefined {
  if (key === "ArrowRight") return (at + 1) % count;
  if (key === "ArrowLeft") return (at - 1 + count) % count;
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  return undefined;
}
