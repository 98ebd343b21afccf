import type { ComponentChildren, RefObject } from "preact";
import { useId, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { outerLine } from "./tree-lines";

export interface BoxLine {
  key: string;
  level: number;
  /** Left out of what cannot be opened. */
  isOpen?: boolean;
}

export interface TreeBoxProps<L extends BoxLine> {
  /** Name for screen readers. */
  label: string;
  lines: readonly L[];
  heightOf(line: L): number;
  /** Key of the line that the keys are on. */
  cursor: string;
  onCursor(key: string): void;
  /** Key of the line whose page is open. */
  selected: string;
  fold(line: L, isOpen: boolean): void;
  /** Click or Enter. */
  pick(line: L): void;
  /** Keys beyond those of every tree; true where the key was one of them. */
  onKey?(event: KeyboardEvent, line: L): boolean;
  /** What a screen reader says of a line. */
  nameOf(line: L): string;
  classOf(line: L): string;
  /** What is seen of it. */
  children(line: L): ComponentChildren;
  /** What can be done with it, over its end. */
  act?(line: L): ComponentChildren;
  /** Told which line is the first in sight. */
  onTop?(line: L | undefined): void;
  /** Where the tree is, to give it the keys. */
  box?: RefObject<HTMLDivElement | null>;
}

/** Lines drawn beyond what is in sight, in pixels. */
const SPARE_PX = 280;

/** A tree (WAI-ARIA): arrows, Home, End, Page Up and Down, Enter. It draws the lines that are in sight, so that thousands are as fast as ten. */
export function TreeBox<L extends BoxLine>(props: TreeBoxProps<L>) {
  const { label, lines, heightOf, cursor, onCursor, selected, fold, pick, nameOf, classOf, children } = props;
  const own = useRef<HTMLDivElement>(null);
  const box = props.box ?? own;
  const uid = useId();
  const [view, setView] = useState({ top: 0, height: 640 });
  const tops = useMemo(() => {
    const found = [0];
    for (const line of lines) found.push((found.at(-1) as number) + heightOf(line));
    return found;
  }, [lines]);
  const place = lines.findIndex(({ key }) => key === cursor);
  const at = Math.max(0, place);
  useLayoutEffect(() => {
    const el = box.current;
    if (!el) return;
    const look = () => setView({ top: el.scrollTop, height: el.clientHeight || 640 });
    look();
    const observer = new ResizeObserver(look);
    observer.observe(el);
    return () => observer.disconnect();
  }, [box]);
  // The line that the keys are on is in sight, also where it came later than they.
  useLayoutEffect(() => {
    const el = box.current;
    const [top, bottom] = [tops[at] ?? 0, tops[at + 1] ?? 0];
    if (!el || lines.length === 0) return;
    if (top < el.scrollTop) el.scrollTop = at === 0 ? 0 : top;
    else if (bottom > el.scrollTop + el.clientHeight) el.scrollTop = bottom - el.clientHeight;
  }, [cursor, place >= 0]);
  const top = lines[tops.findLastIndex((y) => y <= view.top)];
  useLayoutEffect(() => props.onTop?.(top), [top?.key]);
  /** The line about a page away, at least the next one. */
  const pageAway = (step: 1 | -1) => {
    const y = (tops[at] as number) + step * view.height;
    const index = tops.findLastIndex((top) => top <= y);
    return step > 0 ? Math.max(index, at + 1) : Math.min(index, at - 1);
  };
  const moveTo = (index: number) => {
    const line = lines[Math.max(0, Math.min(lines.length - 1, index))];
    if (line) onCursor(line.key);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const line = lines[at];
    if (!line || event.ctrlKey || event.metaKey || event.altKey || event.target !== box.current) return;
    if (!props.onKey?.(event, line) && !act(event.key, line)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const act = (key: string, line: L): boolean => {
    if (key === "ArrowDown") moveTo(at + 1);
    else if (key === "ArrowUp") moveTo(at - 1);
    else if (key === "Home") moveTo(0);
    else if (key === "End") moveTo(lines.length - 1);
    else if (key === "PageDown") moveTo(pageAway(1));
    else if (key === "PageUp") moveTo(pageAway(-1));
    else if (key === "ArrowRight") {
      if (line.isOpen === false) fold(line, true);
      else if (line.isOpen) moveTo(at + 1);
    } else if (key === "ArrowLeft") {
      if (line.isOpen) fold(line, false);
      else if (outerLine(lines, at) >= 0) moveTo(outerLine(lines, at));
    } else if (key === "Enter" || key === " ") pick(line);
    else return false;
    return true;
  };
  const shown = lines
    .map((line, index) => ({ line, index }))
    .filter(({ index }) => {
      const [top, bottom] = [tops[index] as number, tops[index + 1] as number];
      const isNear = bottom > view.top - SPARE_PX && top < view.top + view.height + SPARE_PX;
      return isNear || index === at;
    });
  return (
    <div
      ref={box}
      class="dv-tree-box"
      role="tree"
      aria-label={label}
      tabIndex={0}
      aria-activedescendant={lines[at] ? `${uid}-${lines[at].key}` : undefined}
      onKeyDown={onKeyDown}
      onScroll={(event) =>
        setView({ top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight })
      }
    >
      <div class="dv-tree-lines" role="presentation" style={{ height: `${tops.at(-1)}px` }}>
        {shown.map(({ line, index }) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the tree takes the keys
          <div
            key={line.key}
            id={`${uid}-${line.key}`}
            class={`dv-tree-item ${index === at ? "is-cursor" : ""} ${classOf(line)}`}
            role="treeitem"
            aria-level={line.level}
            aria-expanded={line.isOpen}
            aria-selected={line.key === selected}
            style={{ top: `${tops[index]}px`, height: `${heightOf(line)}px` }}
            onClick={() => {
              onCursor(line.key);
              pick(line);
            }}
          >
            <span class="dv-hidden">{nameOf(line)}</span>
            <span class="dv-tree-cells" aria-hidden="true">
              {children(line)}
            </span>
            {props.act?.(line)}
          </div>
        ))}
      </div>
    </div>
  );
}
