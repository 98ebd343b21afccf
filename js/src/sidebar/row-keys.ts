import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

const ROW = "[data-row]";

/** The rows inside of an element, from top to bottom. */
const rowsIn = (box: HTMLElement) => [...box.querySelectorAll<HTMLElement>(ROW)];

/**
 * Lets Tab reach one row and its controls, the one that had the focus last, and arrows go on from there.
 *
 * A list may have thousands of rows, and Tab is to lead past it.
 */
export function useRowKeys(box: RefObject<HTMLElement | null>): (event: KeyboardEvent) => void {
  useLayoutEffect(() => {
    const el = box.current;
    if (!el) return;
    let last: Element | null = null;
    const settle = () => {
      const rows = rowsIn(el);
      if (!last?.isConnected) last = rows[0] ?? null;
      for (const row of rows) setReach(row, row === last);
    };
    const onFocus = ({ target }: FocusEvent) => {
      const row = (target as Element).closest("li")?.querySelector(ROW);
      if (!row || row === last) return;
      last = row;
      settle();
    };
    el.addEventListener("focusin", onFocus);
    const observer = new MutationObserver(settle);
    observer.observe(el, { childList: true, subtree: true });
    settle();
    return () => {
      observer.disconnect();
      el.removeEventListener("focusin", onFocus);
    };
  }, [box]);
  return (event) => {
    const el = box.current;
    if (!el || event.altKey || event.ctrlKey || event.metaKey) return;
    const rows = rowsIn(el);
    const row = (event.target as Element).closest("li")?.querySelector<HTMLElement>(ROW);
    const at = row ? rows.indexOf(row) : -1;
    if (at < 0) return;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    rows[Math.max(0, Math.min(to, rows.length - 1))]?.focus();
  };
}

function setReach(row: HTMLElement, isIn: boolean): void {
  for (const control of row.closest("li")?.querySelectorAll<HTMLElement>("button, input") ?? []) {
    control.tabIndex = isIn ? 0 : -1;
  }
}
